package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.session.Session;
import java.io.IOException;
import org.springframework.web.socket.WebSocketSession;

/**
 * A shell that somebody talks to: each line is run when it is complete. On a terminal it echoes
 * what is typed and shows a prompt.
 *
 * <p>Left out: what one line leaves behind for the next (directory, variables); history and cursor
 * keys.
 */
final class ShellConversation extends Input implements WebSockets.Conversation {

  private static final long IDLE_MILLIS = 60 * 60 * 1000L;
  private static final String PROMPT = "# ";
  private static final char INTERRUPT = 3;
  private static final char END_OF_INPUT = 4;
  private static final char BACKSPACE = 8;
  private static final char DELETE = 127;

  private final Session session;
  private final ApiRequest wished;
  private final boolean terminal;
  private final StringBuilder line = new StringBuilder();
  private long lastCode;
  private boolean left;

  ShellConversation(Session session, ApiRequest wished, boolean terminal) {
    this.session = session;
    this.wished = wished;
    this.terminal = terminal;
  }

  @Override
  public void run(WebSocketSession socket) throws IOException, InterruptedException {
    Channels channels = new Channels(socket);
    prompt(channels);
    for (String text = next(IDLE_MILLIS);
        text != null && !left;
        text = left ? null : next(IDLE_MILLIS)) {
      for (int i = 0; i < text.length() && !left; i++) {
        typed(text.charAt(i), channels);
      }
    }
    if (!left && !line.isEmpty()) {
      complete(channels);
    }
    channels.exit(lastCode);
  }

  private void prompt(Channels channels) throws IOException {
    if (terminal && !left) {
      channels.output(PROMPT);
    }
  }

  private void echo(Channels channels, String text) throws IOException {
    if (terminal) {
      channels.output(text);
    }
  }

  private void typed(char key, Channels channels) throws IOException {
    switch (key) {
      case '\r', '\n' -> {
        echo(channels, "\r\n");
        complete(channels);
        prompt(channels);
      }
      case INTERRUPT -> {
        line.setLength(0);
        echo(channels, "^C\r\n");
        prompt(channels);
      }
      case END_OF_INPUT -> left = line.isEmpty();
      case BACKSPACE, DELETE -> {
        if (!line.isEmpty()) {
          line.setLength(line.length() - 1);
          echo(channels, "\b \b");
        }
      }
      default -> {
        line.append(key);
        echo(channels, String.valueOf(key));
      }
    }
  }

  private void complete(Channels channels) throws IOException {
    String command = line.toString().strip();
    line.setLength(0);
    if (command.isEmpty()) {
      return;
    }
    if (command.matches("exit(\\s+[0-9]+)?")) {
      lastCode =
          command.length() > 4 ? Long.parseLong(command.substring(4).strip()) & 0xff : lastCode;
      left = true;
      return;
    }
    try {
      JsonObject result = Commands.run(session, Commands.withCommand(wished, "sh", "-c", command));
      lastCode = result.integer("exitCode", 0);
      String shown = result.string("out", "") + result.string("err", "");
      channels.output(terminal ? shown.replace("\n", "\r\n") : shown);
    } catch (ApiException refused) {
      left = true;
      lastCode = 137;
    }
  }
}
