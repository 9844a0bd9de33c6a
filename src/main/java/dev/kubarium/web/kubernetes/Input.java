package dev.kubarium.web.kubernetes;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the caller of a command types or sends. */
class Input {

  private static final int MOST_WAITING = 4_096;

  /** Stands for the end of the input. */
  private static final String END = new String("end");

  private final BlockingQueue<String> pieces = new LinkedBlockingQueue<>(MOST_WAITING);

  /**
   * A frame of the socket: pieces beyond what can wait are lost, as in a terminal whose program
   * does not read.
   */
  @SuppressWarnings("ReferenceEquality")
  public void hear(byte[] frame) {
    if (frame.length > 0 && frame[0] == Channels.INPUT) {
      if (frame.length > 1) {
        pieces.offer(new String(frame, 1, frame.length - 1, StandardCharsets.UTF_8));
      }
    } else if (frame.length > 1 && frame[0] == Channels.CLOSE && frame[1] == Channels.INPUT) {
      pieces.offer(END);
    }
  }

  /** The next piece; {@code null} at the end of the input, or where none comes in time. */
  @SuppressWarnings("ReferenceEquality")
  String next(long millis) throws InterruptedException {
    String piece = pieces.poll(millis, TimeUnit.MILLISECONDS);
    return piece == END ? null : piece;
  }
}
