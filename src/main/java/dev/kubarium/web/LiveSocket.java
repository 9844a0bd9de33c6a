package dev.kubarium.web;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.session.Session;
import dev.kubarium.session.Sessions;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/** Shows a cluster to a browser as it lives: a snapshot, then what changes. */
@Component
class LiveSocket extends TextWebSocketHandler {

  /** The attribute under which the handshake leaves the id of the session. */
  static final String SESSION = "session";

  private static final int MOST_VIEWERS = 64;

  private final Sessions sessions;
  private final Map<String, Viewer> viewers = new ConcurrentHashMap<>();

  private final FaultTexts faults;

  LiveSocket(Sessions sessions, FaultTexts faults) {
    this.sessions = sessions;
    this.faults = faults;
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession socket) throws IOException {
    Session session = sessions.find((String) socket.getAttributes().get(SESSION)).orElse(null);
    long here = viewers.values().stream().filter(viewer -> viewer.looksAt(session)).count();
    if (session == null || here >= MOST_VIEWERS) {
      socket.sendMessage(
          new TextMessage(
              Json.print(
                  JsonObject.of("type", "bye", "reason", session == null ? "gone" : "full"))));
      socket.close(CloseStatus.POLICY_VIOLATION);
      return;
    }
    viewers.put(socket.getId(), new Viewer(session, socket, faults));
  }

  @Override
  protected void handleTextMessage(WebSocketSession socket, TextMessage message) {
    Viewer viewer = viewers.get(socket.getId());
    if (viewer == null || !(parsed(message) instanceof JsonObject said)) {
      return;
    }
    if ("hello".equals(said.string("type"))) {
      Locale language = Language.named(said.string("lang"));
      viewer.hello(
          language == null ? Locale.FRENCH : language,
          said.string("epoch"),
          said.integer("revision"));
    }
  }

  private static Object parsed(TextMessage message) {
    try {
      return Json.parse(message.getPayload());
    } catch (RuntimeException broken) {
      return null;
    }
  }

  @Override
  public void afterConnectionClosed(WebSocketSession socket, CloseStatus status) {
    Viewer viewer = viewers.remove(socket.getId());
    if (viewer != null) {
      viewer.close();
    }
  }
}
