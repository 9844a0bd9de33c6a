package dev.kubarium.session;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.graph.Graph;
import dev.kubarium.lesson.LessonRun;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
 * One learner's cluster with its pace. Sessions share a pool of threads, and one session never runs
 * on two of them: whoever wants something of the cluster puts a turn into its inbox.
 */
public final class Session {

  /** The actors that are persons. */
  public static final List<String> PEOPLE = List.of("you", "kubectl");

  /** Under which name the progress in a lesson is noted. */
  public static final String LESSON = "lesson";

  /** The most tasks of the event loop that run before the neighbours get their turn. */
  private static final int MOST_TASKS_IN_A_SLICE = 2_000;

  /** The most tasks that one change is waited for, when the clock is stepped. */
  private static final int MOST_TASKS_IN_A_STEP = 100_000;

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** Answers another round where a turn is not done yet. */
  private interface Work {
    boolean run();
  }

  /** Something to do, and who waits for it ({@code null} for nobody). */
  private record Turn(Work work, CompletableFuture<?> answer) {}

  private final String id;
  private final byte[] tokenHash;
  private final Cluster cluster;
  private final Diary diary;
  private final Duration saveEvery;
  private final Graph graph = new Graph(PEOPLE);
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

  /** Guarded by the session's turn: whether a save of what happens by itself is planned. */
  private boolean savePlanned;

  private long shownRevision;

  /** {@code null} in the free playground. */
  private final LessonRun lesson;

  private long shownLesson;
  private final Runnable whenLearnt;
  private boolean learnt;

  /** Whether somebody set the clock or its speed in this slice. */
  private boolean clockSet;

  /**
   * @param tokenHash of the secret that opens it
   * @param speed virtual seconds per real second
   * @param notes what it remembers beside the cluster
   * @param sequence of the last batch in the archive, 0 for none
   * @param lessons finds the lesson that the notes name
   * @param whenLearnt is run when the last step of the lesson is done
   */
  Session(
      String id,
      byte[] tokenHash,
      Cluster cluster,
      double speed,
      JsonObject notes,
      long sequence,
      Archive archive,
      Duration saveEvery,
      Executor pool,
      ScheduledExecutorService alarm,
      Lessons lessons,
      Runnable whenLearnt) {
    this.id = id;
    this.tokenHash = tokenHash;
    this.cluster = cluster;
    this.diary = new Diary(id, cluster, archive, notes, sequence);
    this.saveEvery = saveEvery;
    this.pool = pool;
    this.alarm = alarm;
    this.pace = new Pace(speed, cluster.loop().now(), System.nanoTime());
    this.clock = new Clock(cluster.loop().now(), speed, null);
    this.lastUsed = System.nanoTime();
    cluster.store().all().forEach(graph::know);
    cluster.store().onChange(graph::hear);
    TrafficNote.resume(notes.object(TrafficNote.NAME), cluster);
    JsonObject progress = notes.object(LESSON);
    this.lesson =
        lessons
            .find(progress.string(LessonRun.LESSON, ""))
            .map(found -> new LessonRun(found, cluster, progress))
            .orElse(null);
    this.learnt = lesson != null && lesson.isDone();
    this.whenLearnt = whenLearnt;
    post(() -> false);
  }

  public String id() {
    return id;
  }

  /** SHA-256 of the secret that opens this session. */
  byte[] tokenHash() {
    return tokenHash;
  }

  /**
   * Tells this run of the session from another one after a restart: what a browser knows counts
   * only within one.
   */
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

  /** Somebody is about to ask for something. */
  void touch() {
    lastUsed = System.nanoTime();
  }

  /**
   * Hands a request to the cluster; the future fails with the {@code ApiException} of a refusal.
   */
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
    touch();
    CompletableFuture<T> answer = new CompletableFuture<>();
    boolean posted =
        post(
            () -> {
              if (!catchUp()) {
                return true;
              }
              long before = cluster.store().revision();
              Runnable end;
              try {
                T value = look.at(cluster, graph);
                keepLesson();
                end = () -> answer.complete(value);
              } catch (RuntimeException refused) {
                end = () -> answer.completeExceptionally(refused);
              }
              if (cluster.store().revision() == before && !clockSet && !diary.isNoted()) {
                end.run();
              } else {
                whenSaved(end, answer);
              }
              return false;
            },
            answer);
    if (!posted) {
      answer.completeExceptionally(closed());
    }
    return answer;
  }

  /** What somebody did is safe before they hear of it. */
  private void whenSaved(Runnable end, CompletableFuture<?> answer) {
    diary
        .save(pace.speed())
        .whenComplete(
            (saved, failed) -> {
              if (failed == null) {
                end.run();
              } else {
                answer.completeExceptionally(
                    failed instanceof CompletionException ? failed.getCause() : failed);
              }
            });
  }

  private IllegalStateException closed() {
    return new IllegalStateException("session " + id + " is closed");
  }

  // ── What is remembered beside the cluster ──

  /**
   * What was noted under this name, empty where nothing was. To be called in the session's turn.
   */
  public JsonObject note(String name) {
    return diary.notes().object(name);
  }

  /**
   * Keeps a note under this name, as safely as the cluster itself; {@code null} removes it. To be
   * called in the session's turn.
   */
  public void note(String name, JsonObject note) {
    diary.note(name, note);
  }

  /**
   * The lesson that is given here, {@code null} in the free playground. To be used in the session's
   * turn.
   */
  public LessonRun lesson() {
    return lesson;
  }

  private void keepLesson() {
    if (lesson == null) {
      return;
    }
    diary.note(LESSON, lesson.note());
    if (!learnt && lesson.isDone()) {
      learnt = true;
      whenLearnt.run();
    }
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
    boolean posted =
        post(
            () -> {
              if (!runUntil(time)) {
                return true;
              }
              rebase();
              clockSet = true;
              Clock there = shown();
              whenSaved(() -> answer.complete(there), answer);
              return false;
            },
            answer);
    if (!posted) {
      answer.completeExceptionally(closed());
    }
    return answer;
  }

  /** Lets time pass until the next change, however long that is. */
  public CompletableFuture<Clock> step() {
    return inside(
        here -> {
          long before = here.store().revision();
          for (int i = 0;
              i < MOST_TASKS_IN_A_STEP
                  && here.store().revision() == before
                  && here.loop().runNext();
              i++) {
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

  private void post(Work work) {
    post(work, null);
  }

  private boolean post(Work work, CompletableFuture<?> answer) {
    synchronized (inbox) {
      if (closed) {
        return false;
      }
      inbox.add(new Turn(work, answer));
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
      again = turn != null && turn.work().run();
      behind = !catchUp();
      endSlice();
    } catch (RuntimeException broken) {
      LOG.error("Session {} stumbled at {}", id, cluster.loop().now(), broken);
      if (turn != null && turn.answer() != null) {
        turn.answer().completeExceptionally(broken);
      }
      planWakeUp();
    }
    synchronized (inbox) {
      if (again) {
        inbox.addFirst(turn);
      } else if (behind && inbox.isEmpty()) {
        inbox.add(new Turn(() -> false, null));
      }
      if (inbox.isEmpty() || closed) {
        running = false;
        if (closed) {
          refuseAll();
        }
        return;
      }
    }
    pool.execute(this::work);
  }

  /** Brings the cluster to the present; answers whether it got there within a slice. */
  private boolean catchUp() {
    return runUntil(pace.at(System.nanoTime()));
  }

  /** One slice towards this time; answers whether it got there. */
  private boolean runUntil(long time) {
    try {
      return cluster.loop().runUntil(Math.max(time, cluster.loop().now()), MOST_TASKS_IN_A_SLICE);
    } catch (RuntimeException broken) {
      // One broken task must not stop the learner's cluster: what it left undone is looked at again
      // later.
      LOG.error("Session {} stumbled at {}", id, cluster.loop().now(), broken);
      return false;
    }
  }

  private void endSlice() {
    shown();
    keepLesson();
    long revision = cluster.store().revision();
    long told = lesson == null ? 0 : lesson.version();
    if (revision != shownRevision || told != shownLesson || clockSet) {
      shownRevision = revision;
      shownLesson = told;
      clockSet = false;
      viewers.forEach(Runnable::run);
    }
    planWakeUp();
    planSave();
  }

  /** What happens by itself is saved too, a little later and together. */
  private void planSave() {
    if (!savePlanned && diary.hasNews()) {
      savePlanned = true;
      alarm.schedule(() -> post(this::saveNews), saveEvery.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private boolean saveNews() {
    savePlanned = false;
    if (diary.hasNews()) {
      diary.save(pace.speed());
    }
    return false;
  }

  /** Saves what the clock shows, where it went on since it was saved last. */
  void saveClock() {
    post(
        () -> {
          if (diary.isLate()) {
            diary.save(pace.speed());
          }
          return false;
        });
  }

  /** Saves all there is to save; the answer comes when it is safe. */
  CompletableFuture<Void> saveAll() {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    boolean posted =
        post(
            () -> {
              if (diary.hasNews() || diary.isLate()) {
                whenSaved(() -> answer.complete(null), answer);
              } else {
                answer.complete(null);
              }
              return false;
            },
            answer);
    if (!posted) {
      answer.complete(null);
    }
    return answer;
  }

  /** Whether somebody looks at it all the time. */
  boolean isWatched() {
    return !viewers.isEmpty() || watches.get() > 0;
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

  /** Ends the session: nothing runs any more, and who waits hears so. */
  void close() {
    synchronized (inbox) {
      closed = true;
      refuseAll();
    }
  }

  /** Nobody waits for what will not be done. */
  private void refuseAll() {
    for (Turn turn : inbox) {
      if (turn.answer() != null) {
        turn.answer().completeExceptionally(closed());
      }
    }
    inbox.clear();
  }

  /** As {@link #close}, if nothing is under way and all is saved. Answers whether it closed. */
  boolean closeIfQuiet() {
    synchronized (inbox) {
      if (running || !inbox.isEmpty() || diary.hasNews()) {
        return false;
      }
      closed = true;
      if (wakeUp != null) {
        wakeUp.cancel(false);
      }
      return true;
    }
  }
}
