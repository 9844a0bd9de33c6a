package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.session.Session;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * {@code …/portforward} over a WebSocket: SPDY inside it, as kubectl does, or a pair of channels
 * for each port, as libraries do.
 *
 * <p>Left out: SPDY without a WebSocket, which clients before 1.31 speak.
 */
abstract class PortForwarding implements WebSockets.Conversation {

  private static final String SPDY = "SPDY/3.1+portforward.k8s.io";
  private static final String CHANNELS = "v4.channel.k8s.io";
  private static final int MOST_WAITING = 256;

  private final Session session;
  private final ObjectKey pod;
  private final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>(MOST_WAITING);

  private PortForwarding(Session session, ObjectKey pod) {
    this.session = session;
    this.pod = pod;
  }

  /** {@code wished} has the query as its body. */
  static void answer(
      Session session, ApiRequest wished, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Commands.refuse(session, wished);
    if (!WebSockets.isWished(request)) {
      throw ApiException.badRequest("Upgrade request required");
    }
    ObjectKey pod = ObjectKey.of(wished.kind(), wished.namespace(), wished.name());
    List<String> protocols = WebSockets.spoken(request);
    if (protocols.contains(SPDY)) {
      WebSockets.open(request, response, new Tunnel(session, pod), SPDY);
    } else {
      List<Integer> ports = ports((JsonObject) wished.body());
      WebSockets.open(request, response, new Pairs(session, pod, ports), CHANNELS, SPDY);
    }
  }

  private static List<Integer> ports(JsonObject query) {
    List<String> asked =
        query.get("ports") instanceof String text ? List.of(text) : query.array("ports").strings();
    List<Integer> ports = new ArrayList<>();
    for (String list : asked) {
      for (String port : list.split(",")) {
        if (!port.matches("[0-9]{1,5}")) {
          throw ApiException.badRequest("unable to parse \"" + port + "\" as a port");
        }
        ports.add(Integer.parseInt(port));
      }
    }
    if (ports.isEmpty()) {
      throw ApiException.badRequest("query parameter \"ports\" is required");
    }
    return ports;
  }

  @Override
  public void hear(byte[] frame) {
    try {
      // A client that sends faster than its Pod answers waits; one that nobody serves any more is
      // let go.
      frames.offer(frame, 10, TimeUnit.SECONDS);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run(WebSocketSession socket) throws IOException, InterruptedException {
    begin(socket);
    while (socket.isOpen() && session.isOpen()) {
      byte[] frame = frames.poll(5, TimeUnit.SECONDS);
      if (frame != null) {
        take(frame, socket);
      }
    }
  }

  ForwardedConnection connect(int port) {
    return new ForwardedConnection(session, pod, port);
  }

  void begin(WebSocketSession socket) throws IOException {}

  abstract void take(byte[] frame, WebSocketSession socket) throws IOException;

  /**
   * SPDY in a WebSocket: each connection is a stream for errors and one for data, whose headers
   * name the port.
   */
  private static final class Tunnel extends PortForwarding {

    private final SpdyFrames spdy = new SpdyFrames();

    /** The stream for errors of a connection that has no data yet, by the connection's number. */
    private final Map<String, Integer> errors = new HashMap<>();

    private final Map<Integer, ForwardedConnection> open = new HashMap<>();

    /** The stream for errors of each open connection, by its stream of data. */
    private final Map<Integer, Integer> errorsOf = new HashMap<>();

    Tunnel(Session session, ObjectKey pod) {
      super(session, pod);
    }

    @Override
    void take(byte[] frame, WebSocketSession socket) throws IOException {
      spdy.take(frame, heard -> hear(heard, socket));
    }

    private void hear(SpdyFrames.Frame frame, WebSocketSession socket) throws IOException {
      switch (frame.type()) {
        case 0 -> data(frame, socket);
        case SpdyFrames.SYN_STREAM -> opened(frame, socket);
        case SpdyFrames.PING -> send(socket, SpdyFrames.pong(frame.stream()));
        case SpdyFrames.RST_STREAM -> open.remove(frame.stream());
        case SpdyFrames.GO_AWAY -> socket.close();
        default -> {
          // Settings and windows: nothing follows from them here.
        }
      }
    }

    private void opened(SpdyFrames.Frame frame, WebSocketSession socket) throws IOException {
      send(socket, spdy.accept(frame.stream()));
      String number = frame.headers().getOrDefault("requestid", "");
      String port = frame.headers().getOrDefault("port", "");
      if ("error".equals(frame.headers().get("streamtype"))) {
        errors.put(number, frame.stream());
        return;
      }
      Integer complaints = errors.remove(number);
      ForwardedConnection connection =
          connect(port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : 0);
      String refusal = connection.refusal();
      byte[] complaint = refusal == null ? new byte[0] : refusal.getBytes(StandardCharsets.UTF_8);
      if (complaints != null && refusal != null) {
        send(socket, SpdyFrames.data(complaints, complaint, true));
      }
      if (refusal == null) {
        open.put(frame.stream(), connection);
        if (complaints != null) {
          errorsOf.put(frame.stream(), complaints);
        }
      } else {
        send(socket, SpdyFrames.data(frame.stream(), new byte[0], true));
      }
    }

    private void data(SpdyFrames.Frame frame, WebSocketSession socket) throws IOException {
      ForwardedConnection connection = open.get(frame.stream());
      if (connection == null) {
        return;
      }
      byte[] answer = connection.take(frame.data());
      boolean over = connection.ended() || frame.last();
      if (answer.length > 0 || over) {
        send(socket, SpdyFrames.data(frame.stream(), answer, over));
      }
      if (over) {
        open.remove(frame.stream());
        Integer complaints = errorsOf.remove(frame.stream());
        if (complaints != null) {
          send(socket, SpdyFrames.data(complaints, new byte[0], true));
        }
      }
    }

    @Override
    public void end() {
      spdy.close();
    }
  }

  /** Two channels for each port, data and errors, each beginning with the port's number. */
  private static final class Pairs extends PortForwarding {

    private final List<Integer> ports;
    private final List<ForwardedConnection> connections = new ArrayList<>();

    Pairs(Session session, ObjectKey pod, List<Integer> ports) {
      super(session, pod);
      this.ports = ports;
    }

    @Override
    void begin(WebSocketSession socket) throws IOException {
      for (int at = 0; at < ports.size(); at++) {
        int port = ports.get(at);
        byte[] number = {(byte) port, (byte) (port >> 8)};
        channel(socket, 2 * at, number);
        channel(socket, 2 * at + 1, number);
        ForwardedConnection connection = connect(port);
        connections.add(connection);
        String refusal = connection.refusal();
        if (refusal != null) {
          channel(socket, 2 * at + 1, refusal.getBytes(StandardCharsets.UTF_8));
        }
      }
    }

    @Override
    void take(byte[] frame, WebSocketSession socket) throws IOException {
      int channel = frame.length == 0 ? -1 : frame[0];
      if (channel < 0 || channel % 2 != 0 || channel / 2 >= connections.size()) {
        return;
      }
      byte[] data = new byte[frame.length - 1];
      System.arraycopy(frame, 1, data, 0, data.length);
      ForwardedConnection connection = connections.get(channel / 2);
      byte[] answer = connection.take(data);
      if (answer.length > 0) {
        channel(socket, channel, answer);
      }
      if (connection.ended()) {
        socket.close();
      }
    }

    private static void channel(WebSocketSession socket, int channel, byte[] data)
        throws IOException {
      byte[] frame = new byte[data.length + 1];
      frame[0] = (byte) channel;
      System.arraycopy(data, 0, frame, 1, data.length);
      send(socket, frame);
    }
  }

  private static void send(WebSocketSession socket, byte[] bytes) throws IOException {
    socket.sendMessage(new BinaryMessage(bytes));
  }
}
