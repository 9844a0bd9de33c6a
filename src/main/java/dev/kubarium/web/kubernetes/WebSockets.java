package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.apiserver.ApiException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/** Turns a request into a WebSocket on which one virtual thread writes. */
final class WebSockets {

  private static final int MOST_BYTES_OF_A_FRAME = 1024 * 1024;

  private WebSockets() {}

  /** What happens on a WebSocket once it is open. */
  interface Conversation {

    /**
     * Runs on a thread of its own; the socket is closed when it returns. It is interrupted when the
     * reader goes.
     */
    void run(WebSocketSession socket) throws IOException, InterruptedException;

    /** A binary frame from the other side. */
    default void hear(byte[] frame) {}

    /** The socket is closed, or was never opened. */
    default void end() {}
  }

  static boolean isWished(HttpServletRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
  }

  /**
   * Opens the socket.
   *
   * @param protocols of which the caller must speak one; none for a socket without
   */
  static void open(
      HttpServletRequest request,
      HttpServletResponse response,
      Conversation conversation,
      String... protocols)
      throws IOException {
    boolean opened = false;
    try {
      refuseStrangers(request, List.of(protocols));
      DefaultHandshakeHandler handshake = new DefaultHandshakeHandler();
      handshake.setSupportedProtocols(protocols);
      Line line = new Line(conversation);
      new WebSocketHttpRequestHandler(line, handshake).handleRequest(request, response);
      opened = response.getStatus() == HttpServletResponse.SC_SWITCHING_PROTOCOLS;
    } catch (ServletException failed) {
      throw new IOException(failed);
    } finally {
      if (!opened) {
        conversation.end();
      }
    }
  }

  private static void refuseStrangers(HttpServletRequest request, List<String> protocols) {
    if (protocols.isEmpty()) {
      return;
    }
    List<String> spoken = spoken(request);
    if (Collections.disjoint(spoken, protocols)) {
      throw ApiException.badRequest(
          "unable to upgrade: unable to negotiate protocol: client supports ["
              + String.join(" ", spoken)
              + "], server accepts ["
              + String.join(" ", protocols)
              + "]");
    }
  }

  /** The protocols that the caller offers. */
  static List<String> spoken(HttpServletRequest request) {
    List<String> spoken = new ArrayList<>();
    for (String header : Collections.list(request.getHeaders("Sec-WebSocket-Protocol"))) {
      for (String protocol : header.split(",")) {
        spoken.add(protocol.strip());
      }
    }
    return spoken;
  }

  private static final class Line extends AbstractWebSocketHandler {

    private final Conversation conversation;
    private volatile Thread writer;

    Line(Conversation conversation) {
      this.conversation = conversation;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession socket) {
      socket.setBinaryMessageSizeLimit(MOST_BYTES_OF_A_FRAME);
      socket.setTextMessageSizeLimit(MOST_BYTES_OF_A_FRAME);
      writer = Thread.ofVirtual().name("websocket-" + socket.getId()).start(() -> write(socket));
    }

    private void write(WebSocketSession socket) {
      try {
        conversation.run(socket);
        socket.close(CloseStatus.NORMAL);
      } catch (IOException | IllegalStateException gone) {
        // The reader went away: there is nobody left to tell.
      } catch (InterruptedException closed) {
        Thread.currentThread().interrupt();
      } finally {
        conversation.end();
      }
    }

    @Override
    protected void handleBinaryMessage(WebSocketSession socket, BinaryMessage message) {
      byte[] frame = new byte[message.getPayload().remaining()];
      message.getPayload().get(frame);
      conversation.hear(frame);
    }

    @Override
    public void afterConnectionClosed(WebSocketSession socket, CloseStatus status) {
      Thread busy = writer;
      if (busy != null && busy != Thread.currentThread()) {
        busy.interrupt();
      }
    }
  }
}
