package dev.kubarium;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.elements.ClassesShould;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.kubarium.cluster.controller.Controller;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who may use whom, and what the simulated world may never do. */
class ArchitectureTest {

  private static final String OURS = "dev.kubarium";

  /** Package → the packages of ours it may use, itself and its own inner packages apart. */
  private static final Map<String, List<String>> MAY_USE = new TreeMap<>();

  static {
    MAY_USE.put("cluster.sim", List.of());
    MAY_USE.put("cluster.object", List.of());
    MAY_USE.put("cluster.store", List.of("cluster.object"));
    MAY_USE.put("cluster.apiserver", List.of("cluster.store", "cluster.object", "cluster.sim"));
    // Reads come from the store, writes go through the API server.
    MAY_USE.put(
        "cluster.client",
        List.of("cluster.apiserver", "cluster.store", "cluster.object", "cluster.sim"));
    MAY_USE.put("cluster.network", List.of("cluster.client", "cluster.object", "cluster.sim"));
    MAY_USE.put("cluster.image", List.of("cluster.object", "cluster.sim"));
    MAY_USE.put("cluster.controller", List.of("cluster.client", "cluster.object", "cluster.sim"));
    MAY_USE.put("cluster.scheduler", List.of("cluster.client", "cluster.object", "cluster.sim"));
    MAY_USE.put(
        "cluster.kubelet",
        List.of(
            "cluster.client", "cluster.object", "cluster.sim", "cluster.image", "cluster.network"));
    MAY_USE.put(
        "cluster.fault",
        List.of(
            "cluster.kubelet",
            "cluster.image",
            "cluster.network",
            "cluster.client",
            "cluster.object",
            "cluster.sim"));
    MAY_USE.put("graph", List.of("cluster.object"));
    MAY_USE.put("kubectl", List.of("cluster.apiserver", "cluster.object"));
    MAY_USE.put(
        "lesson",
        List.of("cluster", "kubectl", "cluster.network", "cluster.object", "cluster.sim"));
    MAY_USE.put(
        "session",
        List.of(
            "cluster",
            "cluster.network",
            "cluster.sim",
            "lesson",
            "graph",
            "kubectl",
            "cluster.object"));
    MAY_USE.put("classroom", List.of("session", "lesson"));
  }

  /**
   * Class → the packages that may use it beyond the table, because it is the word in which
   * something is said.
   */
  private static final Map<String, List<String>> SHARED = new TreeMap<>();

  static {
    // A refused write.
    SHARED.put(
        "cluster.apiserver.ApiException",
        List.of("cluster.controller", "cluster.scheduler", "cluster.kubelet"));
    // Logs, exec and usage: the kubelet answers what the API server asks.
    SHARED.put("cluster.apiserver.NodeConnector", List.of("cluster.kubelet"));
  }

  /** Packages of the simulated world: the same seed gives the same history. */
  private static final String[] SIMULATED = {
    OURS + ".cluster..", OURS + ".kubectl..", OURS + ".graph..", OURS + ".lesson.."
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importPackages(OURS)
          .that(describe("of the product", ArchitectureTest::isOfTheProduct));

  @Test
  void importsTheWholeProduct() {
    assertTrue(CLASSES.size() > 100, "only " + CLASSES.size() + " classes found");
    for (JavaClass each : CLASSES) {
      String name = each.getPackageName();
      assertTrue(
          name.equals(OURS)
              || name.equals(OURS + ".cluster")
              || isIn(name, "web")
              || MAY_USE.keySet().stream().anyMatch(one -> isIn(name, one)),
          () -> each.getName() + " is in no package of the architecture");
    }
  }

  @Test
  void packagesUseOnlyWhatTheirLineNames() {
    MAY_USE.forEach(
        (name, used) -> {
          DescribedPredicate<JavaClass> allowed =
              describe(
                  "what " + name + " may use",
                  target ->
                      !target.getName().startsWith(OURS)
                          || isIn(target.getPackageName(), name)
                          || used.stream().anyMatch(one -> isUsableAs(target, one))
                          || SHARED.getOrDefault(ofKubarium(target), List.of()).contains(name));
          classes()
              .that()
              .resideInAPackage(OURS + "." + name + "..")
              .should()
              .onlyDependOnClassesThat(allowed)
              .allowEmptyShould(true)
              .check(CLASSES);
        });
  }

  @Test
  void theClusterKnowsNothingOutsideIt() {
    classes()
        .that()
        .resideInAPackage(OURS + ".cluster..")
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.not(resideInAPackage(OURS + ".."))
                .or(resideInAPackage(OURS + ".cluster..")))
        .check(CLASSES);
  }

  @Test
  void nothingUsesTheWeb() {
    noClasses()
        .that()
        .resideOutsideOfPackages(OURS + ".web..", OURS)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(OURS + ".web..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices()
        .assignedFrom(
            slicing(
                "packages of the architecture",
                type ->
                    MAY_USE.keySet().stream()
                        .filter(one -> isIn(type.getPackageName(), one))
                        .findFirst()
                        .or(() -> Optional.of(type.getPackageName()))))
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  /** A folder without a controller of its own holds words that all of them share. */
  @Test
  void controllersNeverKnowEachOther() {
    Set<String> homes =
        CLASSES.stream()
            .filter(type -> type.isAssignableTo(Controller.class) && !type.isInterface())
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());
    slices()
        .assignedFrom(
            slicing(
                "folders of controllers",
                type -> Optional.of(type.getPackageName()).filter(homes::contains)))
        .should()
        .notDependOnEachOther()
        .check(CLASSES);
  }

  private static SliceAssignment slicing(
      String description, Function<JavaClass, Optional<String>> name) {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return name.apply(type).map(SliceIdentifier::of).orElse(SliceIdentifier.ignore());
      }

      @Override
      public String getDescription() {
        return description;
      }
    };
  }

  @Test
  void springLivesAtTheEdge() {
    noClasses()
        .that()
        .resideOutsideOfPackages(OURS, OURS + ".session..", OURS + ".classroom..", OURS + ".web..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.springframework..", "jakarta.."))
        .check(CLASSES);
  }

  @Test
  void typesAreNamedAfterWhatTheyAre() {
    noClasses()
        .that()
        .doNotHaveSimpleName("ControllerManager")
        .should()
        .haveNameMatching(".*(Utils?|Helpers?|Impl|Manager)")
        .check(CLASSES);
  }

  @Test
  void theSimulatedWorldHasNoTimeOfItsOwn() {
    forbid("Instant", "now");
    forbid("LocalDate", "now");
    forbid("LocalDateTime", "now");
    forbid("OffsetDateTime", "now");
    forbid("ZonedDateTime", "now");
    forbid("System", "currentTimeMillis", "nanoTime", "identityHashCode");
    noSimulatedClass()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.time.Clock")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void theSimulatedWorldHasNoChanceOfItsOwn() {
    forbid("Math", "random");
    forbid("UUID", "randomUUID");
    forbid("Collections", "shuffle");
    noSimulatedClass().callConstructor(java.util.Random.class).check(CLASSES);
    noSimulatedClass()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.security.SecureRandom")
        .check(CLASSES);
  }

  /**
   * The order of these differs from one JVM to the next; of none or one element there is only one
   * order.
   */
  @Test
  void theSimulatedWorldHasNoOrderOfTheJvm() {
    noSimulatedClass()
        .callMethodWhere(
            calls(
                "an immutable set or map of several elements",
                target -> {
                  int parameters = target.getParameterTypes().size();
                  return switch (target.getOwner().getName()) {
                    case "java.util.Set" ->
                        target.getName().equals("copyOf")
                            || target.getName().equals("of") && isSet(target, parameters);
                    case "java.util.Map" ->
                        Set.of("copyOf", "ofEntries").contains(target.getName())
                            || target.getName().equals("of") && parameters > 2;
                    case "java.util.stream.Collectors" ->
                        Set.of("toUnmodifiableSet", "toUnmodifiableMap").contains(target.getName());
                    default -> false;
                  };
                }))
        .check(CLASSES);
  }

  private static boolean isSet(AccessTarget.CodeUnitAccessTarget target, int parameters) {
    return parameters > 1
        || parameters == 1 && target.getParameterTypes().get(0).toErasure().isArray();
  }

  @Test
  void theSimulatedWorldHasOneThread() {
    noSimulatedClass()
        .dependOnClassesThat(
            describe(
                "threads",
                type ->
                    type.getPackageName().startsWith("java.util.concurrent")
                        || type.getName().equals("java.lang.Thread")
                        || type.getName().equals("java.util.Timer")))
        .check(CLASSES);
    noSimulatedClass()
        .callMethodWhere(
            calls(
                "parallel streams",
                target -> Set.of("parallelStream", "parallel").contains(target.getName())))
        .check(CLASSES);
  }

  private static ClassesShould noSimulatedClass() {
    return noClasses().that().resideInAnyPackage(SIMULATED).should();
  }

  private static void forbid(String owner, String... methods) {
    noSimulatedClass()
        .callMethodWhere(
            calls(
                owner + "." + String.join(", ", methods),
                target ->
                    target.getOwner().getName().startsWith("java.")
                        && target.getOwner().getSimpleName().equals(owner)
                        && List.of(methods).contains(target.getName())))
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaMethodCall> calls(
      String description, Predicate<AccessTarget.MethodCallTarget> target) {
    return describe(description, call -> target.test(call.getTarget()));
  }

  private static boolean isUsableAs(JavaClass target, String allowed) {
    // Who holds a Cluster speaks through its door and looks at its store; the parts inside have
    // lines of their own.
    return allowed.equals("cluster")
        ? List.of(OURS + ".cluster", OURS + ".cluster.apiserver", OURS + ".cluster.store")
            .contains(target.getPackageName())
        : isIn(target.getPackageName(), allowed);
  }

  private static boolean isIn(String packageName, String ours) {
    return packageName.equals(OURS + "." + ours) || packageName.startsWith(OURS + "." + ours + ".");
  }

  private static String ofKubarium(JavaClass type) {
    String name = type.getName().substring(OURS.length() + 1);
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  /** Tests may lie in the same folder of classes; only the product has its source in src/main. */
  private static boolean isOfTheProduct(JavaClass type) {
    String file = type.getSource().flatMap(source -> source.getFileName()).orElse("");
    return Files.exists(Path.of("src/main/java", type.getPackageName().replace('.', '/'), file));
  }
}
