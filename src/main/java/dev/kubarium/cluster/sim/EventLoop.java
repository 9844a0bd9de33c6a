package dev.kubarium.cluster.sim;

import java.time.Duration;
import java.util.PriorityQueue;

/**
 * The only thing that makes anything happen: tasks run one after the other in order of (due,
 * sequence), and time is what the next task's due says. Nothing blocks, nothing runs beside it.
 */
public final class EventLoop implements VirtualClock {

  /** A task that waits for its time; cancelling one that ran does nothing. */
  public static final class Timer implements Comparable<Timer> {
    private final long due;
    private final long sequence;
    private Runnable task;

    private Timer(long due, long sequence, Runnable task) {
      this.due = due;
      this.sequence = sequence;
      this.task = task;
    }

    public long due() {
      return due;
    }

    public void cancel() {
      task = null;
    }

    public boolean isCancelled() {
      return task == null;
    }

    @Override
    public int compareTo(Timer that) {
      return due != that.due ? Long.compare(due, that.due) : Long.compare(sequence, that.sequence);
    }
  }

  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private long now;
  private long sequence;
  private long ran;

  /** {@code start}: virtual milliseconds since the epoch. */
  public EventLoop(long start) {
    this.now = start;
  }

  @Override
  public long now() {
    return now;
  }

  /** Runs the task at this time, or now where the time has passed already. */
  public Timer at(long due, Runnable task) {
    Timer timer = new Timer(Math.max(due, now), sequence++, task);
    timers.add(timer);
    return timer;
  }

  public Timer after(Duration delay, Runnable task) {
    return at(now + delay.toMillis(), task);
  }

  /** When the next task is due, or {@code Long.MAX_VALUE} where none waits. */
  public long nextDue() {
    Timer next = next();
    return next == null ? Long.MAX_VALUE : next.due;
  }

  private Timer next() {
    while (!timers.isEmpty() && timers.peek().isCancelled()) {
      timers.poll();
    }
    return timers.peek();
  }

  /** Runs the next task, whenever it is due. Answers whether there was one. */
  public boolean runNext() {
    Timer next = next();
    if (next == null) {
      return false;
    }
    timers.poll();
    now = next.due;
    Runnable task = next.task;
    next.task = null;
    ran++;
    task.run();
    return true;
  }

  /** Runs all that is due up to and at this time, then sets the clock to it. */
  public void runUntil(long time) {
    runUntil(time, Long.MAX_VALUE);
  }

  /**
   * As {@link #runUntil(long)}, but at most so many tasks: a slice. Answers whether it got there;
   * where it did not, the clock stands at the last task that ran.
   */
  public boolean runUntil(long time, long mostTasks) {
    for (long n = 0; nextDue() <= time; n++) {
      if (n >= mostTasks) {
        return false;
      }
      runNext();
    }
    now = Math.max(now, time);
    return true;
  }

  /** How many tasks have run since the loop was made. */
  public long ran() {
    return ran;
  }
}
