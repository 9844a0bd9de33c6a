package dev.kubarium.web.kubernetes;

import static dev.kubarium.web.kubernetes.Replies.ask;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.session.Session;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.web.socket.WebSocketSession;

/**
 * {@code …/exec} and {@code …/attach}: a command in a container, or what a container prints, over a
 * WebSocket with a channel for each of its streams.
 *
 * <p>Left out: SPDY, which clients without WebSockets use; changing the size of a terminal.
 */
final class Commands {

  private static final String[] PROTOCOLS = {
    "v5.channel.k8s.io", "v4.channel.k8s.io", "v3.channel.k8s.io"
  };
  private static final List<String> SHELLS =
      List.of("sh", "bash", "ash", "/bin/sh", "/bin/bash", "/bin/ash");

  private static final List<String> STREAMS = List.of("exec", "attach", "portforward");

  private Commands() {}

  static boolean isOne(ApiPath path) {
    return path.group().isEmpty()
        && "pods".equals(path.plural())
        && path.subresource() != null
        && STREAMS.contains(path.subresource());
  }

  /** {@code wished} has the query as its body. */
  static void answer(
      Session session, ApiRequest wished, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (wished.subresource().equals("portforward")) {
      PortForwarding.answer(session, wished, request, response);
      return;
    }
    if (!WebSockets.isWished(request)) {
      ask(session.submit(wished.on("attach")));
      throw new IllegalStateException("a plain request was taken for a stream");
    }
    JsonObject query = (JsonObject) wished.body();
    boolean input = isTrue(query, "stdin");
    boolean terminal = isTrue(query, "tty");
    if (wished.subresource().equals("attach")) {
      refuse(session, wished);
      WebSockets.open(request, response, new AttachedContainer(session, logOf(wished)), PROTOCOLS);
      return;
    }
    List<String> command =
        query.get("command") instanceof String single
            ? List.of(single)
            : query.array("command").strings();
    if (input && command.size() == 1 && SHELLS.contains(command.get(0))) {
      refuse(session, wished);
      WebSockets.open(
          request, response, new ShellConversation(session, wished, terminal), PROTOCOLS);
    } else if (input) {
      refuse(session, wished);
      WebSockets.open(request, response, new CommandWithInput(session, wished), PROTOCOLS);
    } else {
      // Run before the socket is opened, so that a container that is not there is refused in plain
      // HTTP.
      JsonObject result = run(session, wished);
      WebSockets.open(
          request, response, socket -> Channels.end(new Channels(socket), result), PROTOCOLS);
    }
  }

  /** The refusal of a Pod or container that is not there; silent where a stream could be opened. */
  static void refuse(Session session, ApiRequest wished) {
    try {
      ask(
          session.submit(
              wished.subresource().equals("portforward") ? wished : wished.on("attach")));
    } catch (ApiException refused) {
      if (!refused.getMessage().startsWith("Upgrade request required")) {
        throw refused;
      }
    }
  }

  /** {@code out}, {@code err} and {@code exitCode} of a command that has run. */
  static JsonObject run(Session session, ApiRequest wished) {
    return ((ApiResponse.Document) ask(session.submit(wished)).body()).tree();
  }

  /** The same command with this text on its standard input. */
  static ApiRequest withInput(ApiRequest wished, String input) {
    return withBody(wished, ((JsonObject) wished.body()).with("input", input));
  }

  /** Another command in the same container. */
  static ApiRequest withCommand(ApiRequest wished, String... command) {
    return withBody(
        wished, ((JsonObject) wished.body()).with("command", JsonArray.copyOf(List.of(command))));
  }

  private static ApiRequest withBody(ApiRequest wished, JsonObject body) {
    return new ApiRequest(
        wished.verb(),
        wished.kind(),
        wished.namespace(),
        wished.name(),
        wished.subresource(),
        body,
        wished.options(),
        wished.caller());
  }

  private static ApiRequest logOf(ApiRequest wished) {
    String container = ((JsonObject) wished.body()).string("container", "");
    return withBody(wished, JsonObject.of("container", container, "follow", "true")).on("log");
  }

  static boolean isTrue(JsonObject query, String name) {
    return "true".equals(query.string(name, "")) || "1".equals(query.string(name, ""));
  }

  /** A command that reads to the end of its input before it does anything. */
  private static final class CommandWithInput extends Input implements WebSockets.Conversation {

    private final Session session;
    private final ApiRequest wished;

    CommandWithInput(Session session, ApiRequest wished) {
      this.session = session;
      this.wished = wished;
    }

    @Override
    public void run(WebSocketSession socket) throws IOException, InterruptedException {
      Channels channels = new Channels(socket);
      StringBuilder all = new StringBuilder();
      // A caller who never says anything has nothing to say: many open an input that they do not
      // use.
      for (String text = next(all.isEmpty() ? 1_000 : 60_000); text != null; text = next(60_000)) {
        all.append(text);
      }
      try {
        Channels.end(channels, Commands.run(session, withInput(wished, all.toString())));
      } catch (ApiException refused) {
        channels.status(refused.status());
      }
    }
  }
}
