package dev.kubarium.cluster;

import dev.kubarium.cluster.apiserver.ApiServer;
import dev.kubarium.cluster.apiserver.admission.AdmissionChain;
import dev.kubarium.cluster.apiserver.kind.KindCatalog;
import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.controller.Controller;
import dev.kubarium.cluster.controller.ControllerManager;
import dev.kubarium.cluster.controller.cronjob.CronJobController;
import dev.kubarium.cluster.controller.customresourcedefinition.CustomResourceDefinitionFinalizer;
import dev.kubarium.cluster.controller.daemonset.DaemonSetController;
import dev.kubarium.cluster.controller.deployment.DeploymentController;
import dev.kubarium.cluster.controller.disruption.DisruptionController;
import dev.kubarium.cluster.controller.endpointslice.EndpointSliceController;
import dev.kubarium.cluster.controller.endpointslice.EndpointSliceMirroringController;
import dev.kubarium.cluster.controller.endpointslice.EndpointsController;
import dev.kubarium.cluster.controller.garbagecollector.GarbageCollector;
import dev.kubarium.cluster.controller.ingress.IngressController;
import dev.kubarium.cluster.controller.job.JobController;
import dev.kubarium.cluster.controller.namespace.NamespaceController;
import dev.kubarium.cluster.controller.nodelifecycle.NodeLifecycleController;
import dev.kubarium.cluster.controller.podautoscaler.HorizontalController;
import dev.kubarium.cluster.controller.podgc.PodGarbageCollector;
import dev.kubarium.cluster.controller.replicaset.ReplicaSetController;
import dev.kubarium.cluster.controller.replicationcontroller.ReplicationControllerController;
import dev.kubarium.cluster.controller.resourcequota.ResourceQuotaController;
import dev.kubarium.cluster.controller.service.ServiceController;
import dev.kubarium.cluster.controller.serviceaccount.RootCertificatePublisher;
import dev.kubarium.cluster.controller.serviceaccount.ServiceAccountsController;
import dev.kubarium.cluster.controller.statefulset.StatefulSetController;
import dev.kubarium.cluster.controller.tainteviction.TaintEvictionController;
import dev.kubarium.cluster.controller.ttlafterfinished.TtlAfterFinishedController;
import dev.kubarium.cluster.controller.volume.EphemeralVolumeController;
import dev.kubarium.cluster.controller.volume.PersistentVolumeController;
import dev.kubarium.cluster.controller.volume.VolumeProtection;
import dev.kubarium.cluster.controller.volume.VolumeProvisioner;
import dev.kubarium.cluster.fault.Faults;
import dev.kubarium.cluster.image.ImageCatalogue;
import dev.kubarium.cluster.kubelet.Kubelets;
import dev.kubarium.cluster.network.ClusterDns;
import dev.kubarium.cluster.network.Traffic;
import dev.kubarium.cluster.object.Cause;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.scheduler.Scheduler;
import dev.kubarium.cluster.sim.Chance;
import dev.kubarium.cluster.sim.EventLoop;
import dev.kubarium.cluster.store.ObjectStore;
import java.util.List;
import java.util.function.Function;

/**
 * One simulated Kubernetes. It does nothing by itself: whoever holds it runs its {@link #loop()},
 * and speaks to it through {@link #api()}, all on one thread.
 */
public final class Cluster {

  /** Who breaks things and mends them. */
  private static final String PERSON = "you";

  private final ClusterSpec spec;
  private final Chance chance;
  private final EventLoop loop;
  private final ObjectStore store;
  private final ApiServer api;
  private final ControllerManager controllers;
  private final Scheduler scheduler;
  private final Kubelets kubelets;
  private final Traffic traffic;
  private final Faults faults;
  private final EventExpiry events;
  private final Bootstrap bootstrap;

  private Cluster(ClusterSpec spec, long seed, long now) {
    this.spec = spec;
    this.chance = new Chance(seed);
    this.loop = new EventLoop(now);
    this.store = new ObjectStore(spec.historyLimit());
    this.api =
        new ApiServer(
            store, loop, chance, KindCatalog.all(), AdmissionChain.plugins(), spec.network());
    this.controllers = new ControllerManager(loop, chance);
    this.scheduler = new Scheduler(client(Scheduler.NAME), loop);
    this.kubelets =
        new Kubelets(
            this::client,
            loop,
            ImageCatalogue.standard(),
            spec.images() == ClusterSpec.ImagePolicy.ANY,
            new ClusterDns(client("coredns"), spec.network().domain()));
    api.connect(kubelets);
    this.faults = new Faults(client(PERSON), kubelets);
    this.traffic =
        new Traffic(
            kubelets.processes().network(), kubelets.processes(), loop, chance, store::revision);
    this.events = new EventExpiry(client(Bootstrap.ACTOR), loop);
    this.bootstrap = new Bootstrap(client(Bootstrap.ACTOR));
    addControllers();
    store.onChange(this::hear);
  }

  /**
   * A new cluster with its machines, at the beginning of its time. The same spec and seed give the
   * same cluster.
   */
  public static Cluster create(ClusterSpec spec, long seed) {
    Cluster cluster = new Cluster(spec, seed, spec.start());
    cluster.bootstrap.run(spec);
    cluster.store.compact();
    return cluster;
  }

  /**
   * The cluster of a snapshot, which goes on from there: every component looks at everything once,
   * as after any start.
   */
  public static Cluster restore(ClusterSnapshot snapshot) {
    Cluster cluster = new Cluster(snapshot.spec(), snapshot.seed(), snapshot.now());
    cluster.store.restore(snapshot.revision(), snapshot.objects());
    cluster.lookAround();
    return cluster;
  }

  /**
   * The control loops, in the order in which they hear of a change. A new controller is one folder
   * and one line here.
   */
  private void addControllers() {
    add(DeploymentController.NAME, DeploymentController::new);
    add(ReplicaSetController.NAME, ReplicaSetController::new);
    add(ReplicationControllerController.NAME, ReplicationControllerController::new);
    add(StatefulSetController.NAME, StatefulSetController::new);
    add(DaemonSetController.NAME, DaemonSetController::new);
    add(EndpointSliceController.NAME, EndpointSliceController::new);
    add(EndpointsController.NAME, EndpointsController::new);
    add(EndpointSliceMirroringController.NAME, EndpointSliceMirroringController::new);
    add(ServiceAccountsController.NAME, ServiceAccountsController::new);
    add(RootCertificatePublisher.NAME, RootCertificatePublisher::new);
    add(NodeLifecycleController.NAME, NodeLifecycleController::new);
    add(TaintEvictionController.NAME, TaintEvictionController::new);
    add(PodGarbageCollector.NAME, PodGarbageCollector::new);
    add(PersistentVolumeController.NAME, PersistentVolumeController::new);
    add(VolumeProvisioner.NAME, VolumeProvisioner::new);
    add(VolumeProtection.NAME, VolumeProtection::new);
    add(EphemeralVolumeController.NAME, EphemeralVolumeController::new);
    add(ServiceController.NAME, ServiceController::new);
    add(IngressController.NAME, IngressController::new);
    add(HorizontalController.NAME, HorizontalController::new);
    add(DisruptionController.NAME, DisruptionController::new);
    add(ResourceQuotaController.NAME, ResourceQuotaController::new);
    add(JobController.NAME, JobController::new);
    add(TtlAfterFinishedController.NAME, TtlAfterFinishedController::new);
    add(CronJobController.NAME, CronJobController::new);
    add(NamespaceController.NAME, NamespaceController::new);
    add(CustomResourceDefinitionFinalizer.NAME, CustomResourceDefinitionFinalizer::new);
    add(GarbageCollector.NAME, GarbageCollector::new);
  }

  private void add(String name, Function<Client, Controller> maker) {
    Client client = client(name);
    controllers.add(maker.apply(client), client);
  }

  /** Through which a component of this name, or an operator of the machines, works. */
  Client client(String actor) {
    return new Client(api, store, loop, chance, actor);
  }

  private void lookAround() {
    List<KubeObject> existing = store.all();
    controllers.start(existing, loop.now());
    scheduler.start(existing);
    kubelets.start(existing);
    for (KubeObject object : existing) {
      events.hear(new Change(object.revision(), loop.now(), "", Cause.NONE, null, object));
    }
  }

  private void hear(Change change) {
    controllers.hear(change);
    scheduler.hear(change);
    kubelets.hear(change);
    events.hear(change);
  }

  /** The only door to the objects of this cluster. */
  public ApiServer api() {
    return api;
  }

  /** What makes time pass. */
  public EventLoop loop() {
    return loop;
  }

  /**
   * The objects and their history, to look at: who wants to change something goes through {@link
   * #api()}.
   */
  public ObjectStore store() {
    return store;
  }

  public Scheduler scheduler() {
    return scheduler;
  }

  public Kubelets kubelets() {
    return kubelets;
  }

  /** Who sends requests without pause. */
  public Traffic traffic() {
    return traffic;
  }

  /** What is broken on purpose. */
  public Faults faults() {
    return faults;
  }

  /** What it was made of. */
  public ClusterSpec spec() {
    return spec;
  }

  /** What decides its luck. */
  public long seed() {
    return chance.seed();
  }

  /** All that this cluster is. A cluster restored from it goes on from here. */
  public ClusterSnapshot snapshot() {
    return new ClusterSnapshot(spec, chance.seed(), loop.now(), store.revision(), store.all());
  }

  /**
   * All that this cluster was at a revision; throws {@code CompactedException} where its history
   * does not reach that far back, and {@code IllegalArgumentException} for a revision that is still
   * to come.
   */
  public ClusterSnapshot snapshotAt(long revision) {
    if (revision > store.revision()) {
      throw new IllegalArgumentException("revision " + revision + " is still to come");
    }
    if (revision == store.revision()) {
      return snapshot();
    }
    List<KubeObject> then = store.at(revision);
    long since = revision > store.compacted() ? revision - 1 : revision;
    return new ClusterSnapshot(
        spec, chance.seed(), store.changesSince(since).getFirst().at(), revision, then);
  }

  /** Adds a machine; its kubelet registers it. */
  public KubeObject join(ClusterSpec.NodeSpec machine) {
    return bootstrap.join(machine);
  }
}
