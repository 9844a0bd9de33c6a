package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.WebSocketSession;

/** The streams of a command over one WebSocket: the first byte of each frame says which. */
final class Channels {

  static final byte INPUT = 0;
  static final byte OUTPUT = 1;
  static final byte ERRORS = 2;
  static final byte STATUS = 3;
  static final byte RESIZE = 4;

  /** In v5: the caller ends the stream that the next byte names. */
  static final byte CLOSE = (byte) 255;

  private static final int LONGEST = 32 * 1024;

  private final WebSocketSession socket;

  Channels(WebSocketSession socket) {
    this.socket = socket;
  }

  void output(String text) throws IOException {
    send(OUTPUT, text);
  }

  private void send(byte channel, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int from = 0; from < bytes.length; from += LONGEST) {
      int length = Math.min(LONGEST, bytes.length - from);
      byte[] frame = new byte[length + 1];
      frame[0] = channel;
      System.arraycopy(bytes, from, frame, 1, length);
      socket.sendMessage(new BinaryMessage(frame));
    }
  }

  void status(JsonObject status) throws IOException {
    send(STATUS, status.toString());
  }

  /** What a command wrote and came to. */
  static void end(Channels channels, JsonObject result) throws IOException {
    channels.send(OUTPUT, result.string("out", ""));
    channels.send(ERRORS, result.string("err", ""));
    channels.exit(result.integer("exitCode", 0));
  }

  void exit(long code) throws IOException {
    if (code == 0) {
      status(JsonObject.of("metadata", JsonObject.EMPTY, "status", "Success"));
      return;
    }
    status(
        JsonObject.of(
            "metadata",
            JsonObject.EMPTY,
            "status",
            "Failure",
            "message",
            "command terminated with non-zero exit code: exit status " + code,
            "reason",
            "NonZeroExitCode",
            "details",
            JsonObject.of(
                "causes",
                JsonArray.of(
                    JsonObject.of("reason", "ExitCode", "message", Long.toString(code))))));
  }
}
