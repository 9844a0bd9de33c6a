package dev.kubarium.cluster.apiserver.verb;

import dev.kubarium.cluster.apiserver.AdmissionPlugin;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.apiserver.ClusterNetwork;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.FieldValidation;
import dev.kubarium.cluster.apiserver.KindRegistry;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.NodeConnector;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.apiserver.kind.MetadataValidation;
import dev.kubarium.cluster.apiserver.patch.ManagedFields;
import dev.kubarium.cluster.apiserver.patch.SchemaCheck;
import dev.kubarium.cluster.apiserver.schema.Schema;
import dev.kubarium.cluster.apiserver.schema.SchemaNode;
import dev.kubarium.cluster.object.Cause;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.sim.Chance;
import dev.kubarium.cluster.sim.VirtualClock;
import dev.kubarium.cluster.store.ObjectStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What all writing verbs share: decoding, admission, validation, commit. */
public final class Pipeline {

  private final ObjectStore store;
  private final VirtualClock clock;
  private final Chance chance;
  private final KindRegistry kinds;
  private final List<AdmissionPlugin> admission;
  private final ClusterNetwork network;
  private NodeConnector nodes;

  public Pipeline(
      ObjectStore store,
      VirtualClock clock,
      Chance chance,
      KindRegistry kinds,
      List<AdmissionPlugin> admission,
      ClusterNetwork network) {
    this.store = store;
    this.clock = clock;
    this.chance = chance;
    this.kinds = kinds;
    this.admission = admission;
    this.network = network;
  }

  /** From now on logs and commands are asked of these. */
  public void connect(NodeConnector kubelets) {
    nodes = kubelets;
  }

  public NodeConnector nodes() {
    return nodes;
  }

  public long now() {
    return clock.now();
  }

  public long revision() {
    return store.revision();
  }

  ObjectStore store() {
    return store;
  }

  KindRegistry kinds() {
    return kinds;
  }

  /**
   * One request on its way through: what rules and plugins may see of the cluster, and the warnings
   * they leave.
   */
  final class Passage implements RuleContext {
    final ApiRequest request;
    final Served served;
    final KindRules rules;
    final List<String> warnings = new ArrayList<>();

    Passage(ApiRequest request, Served served) {
      this.request = request;
      this.served = served;
      this.rules = served.rules();
    }

    /** The kind under which objects are stored. */
    Kind stored() {
      return rules.kind();
    }

    @Override
    public long now() {
      return clock.now();
    }

    @Override
    public Caller caller() {
      return request.caller();
    }

    @Override
    public String subresource() {
      return request.subresource();
    }

    @Override
    public Chance chance() {
      return chance;
    }

    @Override
    public long nextRevision() {
      return store.revision() + 1;
    }

    @Override
    public KubeObject get(Kind kind, String namespace, String name) {
      return store.get(ObjectKey.of(kind, namespace, name));
    }

    @Override
    public Collection<KubeObject> list(Kind kind, String namespace) {
      return namespace.isEmpty()
          ? store.list(kind.resource())
          : store.list(kind.resource(), namespace);
    }

    @Override
    public ClusterNetwork network() {
      return network;
    }

    @Override
    public NodeConnector nodes() {
      if (nodes == null) {
        throw new IllegalStateException("no kubelets are connected");
      }
      return nodes;
    }

    @Override
    public void warn(String sentence) {
      warnings.add(sentence);
    }
  }

  Passage passage(ApiRequest request, Served served) {
    return new Passage(request, served);
  }

  /**
   * The object of a request's body, in the stored version, with what the schema does not know
   * dropped, warned of or refused as the caller asked.
   */
  JsonObject decode(Passage passage, Object body) {
    JsonObject object = recognised(passage, body);
    if (passage.request.caller().person()) {
      object = checked(passage, object);
    }
    if (passage.served.conversion() != null) {
      object = passage.served.conversion().toStored(object);
    }
    return passage.rules.defaults(object);
  }

  /**
   * The fields of an apply, as sent; nothing is filled in, and whether they fit is checked as they
   * are applied.
   */
  JsonObject decodeApplied(Passage passage, Object body) {
    return SchemaCheck.canonical(recognised(passage, body), schema(passage));
  }

  private static JsonObject recognised(Passage passage, Object body) {
    if (!(body instanceof JsonObject tree)) {
      throw ApiException.badRequest("the body of the request is not an object");
    }
    Kind kind = passage.served.kind();
    String apiVersion = tree.string("apiVersion", kind.apiVersion());
    String name = tree.string("kind", kind.name());
    if (!apiVersion.equals(kind.apiVersion()) || !name.equals(kind.name())) {
      throw ApiException.badRequest(
          "the API version in the data ("
              + apiVersion
              + ", Kind="
              + name
              + ") does not match the expected API version ("
              + kind.apiVersion()
              + ", Kind="
              + kind.name()
              + ")");
    }
    return tree.with("apiVersion", kind.apiVersion()).with("kind", kind.name());
  }

  private static JsonObject checked(Passage passage, JsonObject object) {
    SchemaCheck check =
        passage
            .rules
            .schema()
            .map(schema -> SchemaCheck.check(object, schema))
            .orElseGet(() -> SchemaCheck.check(object, passage.served.kind()));
    check.refuseWrongTypes(passage.served.kind());
    if (!check.unknownFields().isEmpty()) {
      FieldValidation validation = passage.request.options().fieldValidation();
      if (validation == FieldValidation.STRICT) {
        throw ApiException.badRequest(
            passage.served.kind().name()
                + " in version \""
                + passage.served.kind().version()
                + "\" cannot be handled as a "
                + passage.served.kind().name()
                + ": strict decoding error: "
                + String.join(", ", check.unknownFields()));
      }
      if (validation == FieldValidation.WARN) {
        check.unknownFields().forEach(passage::warn);
      }
    }
    return check.pruned();
  }

  JsonObject mutate(Passage passage, JsonObject object, KubeObject before) {
    JsonObject changed = object;
    for (AdmissionPlugin plugin : admission) {
      changed = plugin.mutate(passage.request, changed, before, passage);
    }
    return changed;
  }

  void admit(Passage passage, KubeObject after, KubeObject before) {
    for (AdmissionPlugin plugin : admission) {
      plugin.validate(passage.request, after, before, passage);
    }
  }

  void validate(Passage passage, KubeObject after, KubeObject before) {
    FieldErrors errors = new FieldErrors();
    MetadataValidation.validate(
        errors.in("metadata"), after.metadata(), passage.stored(), passage.rules.nameRule());
    if (before != null) {
      MetadataValidation.validateUpdate(errors.in("metadata"), after.metadata(), before.metadata());
    }
    if (before == null) {
      passage.rules.validate(after, errors, passage);
    } else if ("status".equals(passage.request.subresource())) {
      passage.rules.validateStatus(after, before, errors, passage);
    } else {
      passage.rules.validateUpdate(after, before, errors, passage);
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(passage.stored(), after.name(), errors.all());
    }
    if (passage.request.caller().person()) {
      passage.warnings.addAll(passage.rules.warnings(after));
    }
  }

  /**
   * Notes in metadata.managedFields who owns what was written; {@code before} is {@code null} for a
   * new object.
   */
  JsonObject managed(Passage passage, JsonObject before, JsonObject after) {
    return ManagedFields.afterUpdate(before, after, writer(passage, passage.stored()));
  }

  /** Whose field manager the writes of this request count for. */
  ManagedFields.Writer writer(Passage passage, Kind kind) {
    return new ManagedFields.Writer(
        manager(passage.request),
        passage.request.subresource(),
        kind,
        schema(passage),
        passage.rules.hasStatus(),
        now());
  }

  /**
   * The type of what is asked about, in the version that was asked for; {@code null} where nothing
   * describes it.
   */
  static SchemaNode schema(Passage passage) {
    return passage
        .rules
        .schema()
        .orElseGet(() -> Schema.kubernetes().definitionOf(passage.served.kind()));
  }

  /**
   * Who owns the written fields: whom the caller names, else the program that the caller is part of
   * upstream.
   */
  private static String manager(ApiRequest request) {
    String named = request.options().fieldManager();
    if (named != null && !named.isEmpty()) {
      return named;
    }
    String actor = request.caller().actor();
    if (request.caller().person()) {
      return actor;
    }
    return actor.startsWith("kubelet/")
        ? "kubelet"
        : actor.equals("default-scheduler") ? "kube-scheduler" : "kube-controller-manager";
  }

  Cause cause(Passage passage) {
    Caller caller = passage.request.caller();
    return caller.person() && caller.cause() == Cause.NONE
        ? Cause.command(passage.request.words())
        : caller.cause();
  }

  /** Puts the object, or only shows what would be put in a dry run. */
  KubeObject commit(Passage passage, KubeObject object, KubeObject before) {
    KubeObject shared =
        before == null
            ? object
            : object.with((JsonObject) Json.share(before.tree(), object.tree()));
    if (passage.request.options().dryRun()) {
      return shared;
    }
    return store.put(now(), passage.request.caller().actor(), cause(passage), shared);
  }

  /** Removes the object, or only shows what would be removed in a dry run. */
  KubeObject remove(Passage passage, KubeObject last) {
    return passage.request.options().dryRun()
        ? last
        : store.remove(now(), passage.request.caller().actor(), cause(passage), last);
  }

  KubeObject existing(Passage passage) {
    ApiRequest request = passage.request;
    KubeObject found =
        store.get(ObjectKey.of(passage.stored(), request.namespace(), request.name()));
    if (found == null) {
      throw ApiException.notFound(request.kind(), request.name());
    }
    return found;
  }
}
