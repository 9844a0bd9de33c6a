package dev.kubarium.web;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.kubectl.Completion;
import dev.kubarium.kubectl.Follow;
import dev.kubarium.kubectl.Kubectl;
import dev.kubarium.kubectl.Output;
import dev.kubarium.kubectl.Terminal;
import dev.kubarium.kubectl.TerminalContext;
import dev.kubarium.session.Session;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * One who types at a session. Their own thread takes what they say in order; while a command goes
 * on, it is asked again after each slice of the session, until it is done or interrupted.
 */
final class Typist {

  private static final Logger LOG = LoggerFactory.getLogger(Typist.class);
  private static final JsonObject NEWS = JsonObject.of("type", "news");
  private static final int MOST_WAITING = 1_000;

  /**
   * How often a command that goes on is asked where nothing happens: its deadline may have passed.
   */
  private static final long LOOK_MILLIS = 250;

  private final Session session;
  private final WebSocketSession socket;
  private final LinkedBlockingQueue<JsonObject> said = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Runnable stopListening;
  private volatile boolean closed;
  private volatile boolean following;
  private Follow follow;

  Typist(Session session, WebSocketSession socket) {
    this.session = session;
    this.socket = socket;
    this.stopListening = session.onSlice(this::news);
    Thread.ofVirtual().name("typist-" + session.id()).start(this::serve);
  }

  boolean typesAt(Session other) {
    return session == other;
  }

  /**
   * {@code line}, {@code interrupt}, {@code complete} or {@code file}. What comes too fast is
   * dropped.
   */
  void hear(JsonObject message) {
    if (!said.offer(message)) {
      LOG.debug("a typist at {} is too fast", session.id());
    }
  }

  private void news() {
    if (following && said.isEmpty()) {
      said.offer(NEWS);
    }
  }

  private void serve() {
    try {
      while (!closed) {
        JsonObject message =
            following ? said.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS) : said.take();
        if (!closed) {
          answer(message == null ? NEWS : message);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (IOException | IllegalStateException | CompletionException gone) {
      LOG.debug("a typist at {} is gone", session.id(), gone);
      end();
    }
  }

  private void answer(JsonObject message) throws IOException {
    switch (message.string("type", "")) {
      case "line" -> run(message.string("line", ""), "fr".equals(message.string("lang")));
      case "interrupt" -> interrupt();
      case "complete" -> complete(message);
      case "file" -> write(message.string("name", ""), message.string("text", ""));
      case "news" -> goOn();
      default -> LOG.debug("not understood: {}", message.string("type"));
    }
  }

  private void run(String line, boolean french) throws IOException {
    if (line.length() > Terminal.LONGEST_LINE) {
      print("", "bash: line too long\n");
      end(1, null);
      return;
    }
    TerminalContext[] used = new TerminalContext[1];
    Output output =
        session
            .inside(
                cluster -> {
                  used[0] =
                      Terminal.open(cluster.api(), session.note(TerminalController.NOTE), french);
                  Output printed = Kubectl.run(line, used[0]);
                  TerminalController.keep(session, used[0]);
                  return printed;
                })
            .join();
    print(output.out(), output.err());
    follow = output.follow().orElse(null);
    following = follow != null;
    if (!following) {
      end(output.exitCode(), used[0]);
    }
  }

  private void goOn() throws IOException {
    Follow now = follow;
    if (now == null) {
      return;
    }
    Follow.Step step = session.inside(cluster -> now.resume()).join();
    print(step.out(), step.err());
    if (step.done()) {
      follow = null;
      following = false;
      end(step.exitCode(), null);
    }
  }

  private void interrupt() throws IOException {
    if (follow != null) {
      follow = null;
      following = false;
      end(130, null);
    }
  }

  private void complete(JsonObject message) throws IOException {
    String line = message.string("line", "");
    Completion completion =
        session
            .inside(
                cluster ->
                    Completion.of(
                        line,
                        Terminal.open(cluster.api(), session.note(TerminalController.NOTE), false)))
            .join();
    send(
        JsonObject.of(
            "type",
            "completions",
            "from",
            (long) completion.from(),
            "words",
            JsonArray.copyOf(completion.words())));
  }

  private void write(String name, String text) {
    if (!name.matches("[A-Za-z0-9._-]{1,100}") || text.length() > Terminal.LONGEST_LINE) {
      return;
    }
    session
        .inside(
            cluster -> {
              TerminalContext context =
                  Terminal.open(cluster.api(), session.note(TerminalController.NOTE), false);
              if (context.fileNames().size() < 100 || context.file(name) != null) {
                context.write(name, text);
                TerminalController.keep(session, context);
              }
              return null;
            })
        .join();
  }

  private void print(String out, String err) throws IOException {
    if (!out.isEmpty() || !err.isEmpty()) {
      send(JsonObject.of("type", "out", "out", out, "err", err));
    }
  }

  private void end(int code, TerminalContext context) throws IOException {
    JsonObject end = JsonObject.of("type", "end", "code", (long) code);
    if (context != null) {
      end =
          end.with("namespace", context.namespace())
              .withOrWithout("edit", context.takeEdit())
              .withOrWithout("shell", context.takeShell());
    }
    send(end);
  }

  private void send(JsonObject message) throws IOException {
    socket.sendMessage(new TextMessage(Json.print(message)));
  }

  private void end() {
    try {
      socket.close(CloseStatus.GOING_AWAY);
    } catch (IOException alreadyGone) {
      LOG.trace("socket was closed already", alreadyGone);
    }
    close();
  }

  void close() {
    closed = true;
    stopListening.run();
    said.offer(NEWS);
  }
}
