package dev.kubarium.session;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.graph.Graph;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One learner's cluster with its pace. Sessions share a pool of threads, and one session never runs on two of them: whoever
 * wants something of the cluster puts a turn into its inbox.
 */
public final class Session {

  /** The most tasks of the event loop that run before the neighbours get their turn. */
  private static final int MOST_TASKS_IN_A_SLICE = 2_000;

  /** The most tasks that one change is waited for, when the clock is stepped. */
  private static final int MOST_TASKS_IN_A_STEP = 100_000;

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** Answers another round where a turn is not done yet. */
  private interface Turn {
    boolean run();
  }

  private final String id;
  private final String token;
  private final Cluster cluster;
  private final Graph graph = new Graph(List.of("you", "kubectl"));
  private final String epoch = Long.toHexString(System.nanoTime());
  private final Executor pool;
  private final ScheduledExecutorService alarm;
  private final CopyOnWriteArrayList<Runnable> viewers = new CopyOnWriteArrayList<>();

  /** Guarded by itself. */
  private final Deque<Turn> inbox = new ArrayDeque<>();

  /** Guarded by {@link #inbox}: whether a thread of the pool is at work here or about to be. */
  private boolean running;

  /** Guarded by {@link #inbox}. */
  private boolean closed;

  private final AtomicInteger watches = new AtomicInteger();
  private volatile Pace pace;
  private volatile Clock clock;
  private volatile long lastUsed;

  /** Guarded by the session's turn. */
  private ScheduledFuture<?> wakeUp;

  private long shownRevision;

  /** Whether somebody set the clock or its speed in this slice. */
  private boolean clockSet;

  Session(String id, String token, Cluster cluster, double speed, Executor pool, ScheduledExecutorService alarm) {
    this.id = id;
    this.token = token;
    this.cluster = cluster;
    this.pool = pool;
    this.alarm = alarm;
    this.pace = new Pace(speed, cluster.loop().now(), System.nanoTime());
    this.clock = new Clock(cluster.loop().now(), speed, null);
    this.lastUsed = System.nanoTime();
    cluster.store().all().forEach(graph::know);
    cluster.store().onChange(graph::hear);
    post(() -> false);
  }

  public String id() {
    return id;
  }

  /** The secret that opens this session. */
  public String token() {
    return token;
  }

  /** Tells this run of the session from another one after a restart: what a browser knows counts only within one. */
  public String epoch() {
    return epoch;
  }

  /** What the clock showed at the end of the last turn. */
  public Clock clock() {
    return clock;
  }

  /** The monotonic instant of the last request, nanoseconds. */
  long lastUsed() {
    return lastUsed;
  }

  /** Hands a request to the cluster; the future fails with the {@code ApiException} of a refusal. */
  public CompletableFuture<ApiResponse> submit(ApiRequest request) {
    return inside(here -> here.api().handle(request));
  }

  /** Lets a function look at the cluster, or act on it, in the session's turn. */
  public <T> CompletableFuture<T> inside(Function<Cluster, T> function) {
    return with((here, drawn) -> function.apply(here));
  }

  /** What looks at both the cluster and its drawing. */
  @FunctionalInterface
  public interface Look<T> {
    T at(Cluster cluster, Graph graph);
  }

  /** As {@link #inside}, with the drawing of the cluster. */
  public <T> CompletableFuture<T> with(Look<T> look) {
    lastUsed = System.nanoTime();
    CompletableFuture<T> answer = new CompletableFuture<>();
    boolean posted =
        post(
            () -> {
              if (!catchUp()) {
                return true;
              }
              try {
                answer.complete(look.at(cluster, graph));
              } catch (RuntimeException refused) {
                answer.completeExceptionally(refused);
              }
              return false;
            });
    if (!posted) {
      answer.completeExceptionally(new IllegalStateException("session " + id + " is closed"));
    }
    return answer;
  }

  /** Sets the speed, from 0 to {@link Sessions#FASTEST}. */
  public CompletableFuture<Clock> setSpeed(double speed) {
    return inside(
        here -> {
          pace = pace.withSpeed(speed, here.loop().now(), System.nanoTime());
          clockSet = true;
          return shown();
        });
  }

  /** Lets this much virtual time pass at once. */
  public CompletableFuture<Clock> advance(Duration by) {
    return inside(here -> here.loop().now() + by.toMillis()).thenCompose(this::runTo);
  }

  private CompletableFuture<Clock> runTo(long time) {
    CompletableFuture<Clock> answer = new CompletableFuture<>();
    post(
        () -> {
          if (!cluster.loop().runUntil(time, MOST_TASKS_IN_A_SLICE)) {
            return true;
          }
          rebase();
          clockSet = true;
          answer.complete(shown());
          return false;
        });
    return answer;
  }

  /** Lets time pass until the next change, however long that is. */
  public CompletableFuture<Clock> step() {
    return inside(
        here -> {
          long before = here.store().revision();
          for (int i = 0; i < MOST_TASKS_IN_A_STEP && here.store().revision() == before && here.loop().runNext(); i++) {
            // Tasks that change nothing are passed over: a step is a change that one can see.
          }
          rebase();
          clockSet = true;
          return shown();
        });
  }

  /** The clock's time is now what the loop says; real time goes on from here. */
  private void rebase() {
    pace = new Pace(pace.speed(), cluster.loop().now(), System.nanoTime());
  }

  /** Hears at the end of each slice in which something changed. The listener may only take note. */
  public Runnable onSlice(Runnable listener) {
    viewers.add(listener);
    return () -> viewers.remove(listener);
  }

  private boolean post(Turn turn) {
    synchronized (inbox) {
      if (closed) {
        return false;
      }
      inbox.add(turn);
      if (running) {
        return true;
      }
      running = true;
    }
    pool.execute(this::work);
    return true;
  }

  /** One turn, then the neighbours. */
  private void work() {
    Turn turn;
    synchronized (inbox) {
      turn = inbox.poll();
    }
    boolean again = false;
    boolean behind = false;
    try {
      again = turn != null && turn.run();
      behind = !catchUp();
      endSlice();
    } catch (RuntimeException broken) {
      // One broken task must not stop the learner's cluster: what it left undone is looked at again later.
      LOG.error("Session {} stumbled at {}", id, cluster.loop().now(), broken);
      planWakeUp();
    }
    synchronized (inbox) {
      if (again) {
        inbox.addFirst(turn);
      } else if (behind && inbox.isEmpty()) {
        inbox.add(() -> false);
      }
      if (inbox.isEmpty() || closed) {
        running = false;
        return;
      }
    }
    pool.execute(this::work);
  }

  /** Brings the cluster to the present; answers whether it got there within a slice. */
  private boolean catchUp() {
    long present = pace.at(System.nanoTime());
    return cluster.loop().runUntil(Math.max(present, cluster.loop().now()), MOST_TASKS_IN_A_SLICE);
  }

  private void endSlice() {
    shown();
    long revision = cluster.store().revision();
    if (revision != shownRevision || clockSet) {
      shownRevision = revision;
      clockSet = false;
      viewers.forEach(Runnable::run);
    }
    planWakeUp();
  }

  private Clock shown() {
    long next = cluster.loop().nextDue();
    clock = new Clock(cluster.loop().now(), pace.speed(), next == Long.MAX_VALUE ? null : next);
    return clock;
  }

  private void planWakeUp() {
    if (wakeUp != null) {
      wakeUp.cancel(false);
      wakeUp = null;
    }
    long wait = pace.until(cluster.loop().nextDue(), System.nanoTime());
    if (wait != Long.MAX_VALUE) {
      wakeUp = alarm.schedule(() -> post(() -> false), wait, TimeUnit.NANOSECONDS);
    }
  }

  /** How many watches are open. */
  public AtomicInteger watches() {
    return watches;
  }

  /** Whether it still takes turns. */
  public boolean isOpen() {
    synchronized (inbox) {
      return !closed;
    }
  }

  /** Ends the session: nothing runs any more. */
  void close() {
    synchronized (inbox) {
      closed = true;
      inbox.clear();
    }
  }
}
