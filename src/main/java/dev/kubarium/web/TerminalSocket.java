package dev.kubarium.web;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.session.Session;
import dev.kubarium.session.Sessions;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/** The terminal in the page: lines in, what they print out, for as long as they go on. */
@Component
class TerminalSocket extends TextWebSocketHandler {

  private static final int MOST_TERMINALS = 16;
  private static final int LARGEST_MESSAGE = 1 << 20;

  private final Sessions sessions;
  private final Map<String, Typist> typists = new ConcurrentHashMap<>();

  TerminalSocket(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession socket) throws IOException {
    Session session =
        sessions.find((String) socket.getAttributes().get(LiveSocket.SESSION)).orElse(null);
    long here = typists.values().stream().filter(typist -> typist.typesAt(session)).count();
    if (session == null || here >= MOST_TERMINALS) {
      socket.sendMessage(
          new TextMessage(
              Json.print(
                  JsonObject.of("type", "bye", "reason", session == null ? "gone" : "full"))));
      socket.close(CloseStatus.POLICY_VIOLATION);
      return;
    }
    socket.setTextMessageSizeLimit(LARGEST_MESSAGE);
    typists.put(socket.getId(), new Typist(session, socket));
  }

  @Override
  protected void handleTextMessage(WebSocketSession socket, TextMessage message) {
    Typist typist = typists.get(socket.getId());
    if (typist != null && parsed(message) instanceof JsonObject said) {
      typist.hear(said);
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
    Typist typist = typists.remove(socket.getId());
    if (typist != null) {
      typist.close();
    }
  }
}
