package dev.kubarium.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.HandshakeInterceptor;

/**
 * Puts the live view at {@code /ws/sessions/{id}} and the terminal below it; only pages of this
 * very server may open it (Spring checks the Origin).
 */
@Configuration
@EnableWebSocket
class SocketConfiguration implements WebSocketConfigurer {

  private final LiveSocket live;
  private final TerminalSocket terminal;
  private final Doorkeeper doorkeeper;

  SocketConfiguration(LiveSocket live, TerminalSocket terminal, Doorkeeper doorkeeper) {
    this.live = live;
    this.terminal = terminal;
    this.doorkeeper = doorkeeper;
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    registry.addHandler(live, "/ws/sessions/{id}").addInterceptors(new Entrance());
    registry.addHandler(terminal, "/ws/sessions/{id}/terminal").addInterceptors(new Entrance());
  }

  /** Only who has the token of the session may look. */
  private final class Entrance implements HandshakeInterceptor {

    @Override
    public boolean beforeHandshake(
        ServerHttpRequest request,
        ServerHttpResponse response,
        WebSocketHandler handler,
        Map<String, Object> attributes) {
      String path = request.getURI().getPath();
      String id = path.split("/")[3];
      HttpServletRequest servlet = ((ServletServerHttpRequest) request).getServletRequest();
      if (doorkeeper.session(id, servlet).isEmpty()) {
        response.setStatusCode(HttpStatus.FORBIDDEN);
        return false;
      }
      attributes.put(LiveSocket.SESSION, id);
      return true;
    }

    @Override
    public void afterHandshake(
        ServerHttpRequest request,
        ServerHttpResponse response,
        WebSocketHandler handler,
        Exception failure) {
      // Nothing is left to do once the socket is open.
    }
  }
}
