package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.image.Answer;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.session.Session;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.springframework.http.HttpStatus;

/**
 * One connection to a port of a Pod: hears the requests of an HTTP client and answers what the
 * container there answers.
 *
 * <p>Left out: any protocol but HTTP/1; a server of another is connected to, and says nothing.
 */
final class ForwardedConnection {

  private static final int MOST_BYTES = 1024 * 1024;

  private final Session session;
  private final ObjectKey pod;
  private final int port;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private boolean ended;

  ForwardedConnection(Session session, ObjectKey pod, int port) {
    this.session = session;
    this.pod = pod;
    this.port = port;
  }

  /** Why the port cannot be reached; {@code null} where it can. */
  String refusal() {
    String uid =
        session
            .inside(
                here -> {
                  KubeObject found = here.store().get(pod);
                  return found == null
                      ? ""
                      : here.kubelets().processes().listens(found, port) ? null : found.uid();
                })
            .join();
    return uid == null
        ? null
        : "error forwarding port "
            + port
            + " to pod "
            + uid
            + ", uid : failed to execute portforward in network namespace:"
            + " failed to connect to localhost:"
            + port
            + " inside namespace, IPv4: dial tcp4 127.0.0.1:"
            + port
            + ": connect: connection refused";
  }

  /** Whether the server closes the connection. */
  boolean ended() {
    return ended;
  }

  /** What the server says to what arrived. */
  byte[] take(byte[] arrived) {
    heard.writeBytes(arrived);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    for (Request request = next(); request != null && !ended; request = next()) {
      said.writeBytes(answer(request));
    }
    ended |= heard.size() > MOST_BYTES;
    return said.toByteArray();
  }

  private record Request(String method, String path, boolean last) {}

  private Request next() {
    String text = heard.toString(StandardCharsets.ISO_8859_1);
    int head = text.indexOf("\r\n\r\n");
    if (head < 0) {
      return null;
    }
    String[] lines = text.substring(0, head).split("\r\n");
    String[] words = lines[0].split(" ");
    boolean last = lines[0].endsWith("HTTP/1.0");
    int end = head + 4;
    for (String line : lines) {
      String header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        end += number(header.substring("content-length:".length()).strip());
      } else if (header.startsWith("transfer-encoding:") && header.contains("chunked")) {
        int stop = text.indexOf("0\r\n\r\n", end);
        end = stop < 0 ? Integer.MAX_VALUE : stop + 5;
      } else if (header.startsWith("connection:") && header.contains("close")) {
        last = true;
      }
    }
    if (words.length < 3) {
      ended = true;
      return null;
    }
    if (text.length() < end) {
      return null;
    }
    byte[] rest = text.substring(end).getBytes(StandardCharsets.ISO_8859_1);
    heard.reset();
    heard.writeBytes(rest);
    return new Request(words[0], words[1], last);
  }

  private static int number(String digits) {
    return digits.matches("[0-9]{1,7}") ? Integer.parseInt(digits) : MOST_BYTES;
  }

  private byte[] answer(Request request) {
    Answer answer =
        session
            .inside(
                here -> {
                  KubeObject found = here.store().get(pod);
                  return found == null
                      ? null
                      : here.kubelets()
                          .processes()
                          .ask(found, port, request.method(), request.path());
                })
            .join();
    if (answer == null) {
      ended = true;
      return new byte[0];
    }
    ended = request.last();
    byte[] body =
        answer.body() == null ? new byte[0] : answer.body().getBytes(StandardCharsets.UTF_8);
    HttpStatus known = HttpStatus.resolve(answer.status());
    String head =
        "HTTP/1.1 "
            + answer.status()
            + " "
            + (known == null ? "" : known.getReasonPhrase())
            + "\r\n"
            + "Content-Type: "
            + type(answer.body())
            + "\r\n"
            + "Content-Length: "
            + body.length
            + "\r\n"
            + (request.last() ? "Connection: close\r\n" : "")
            + "\r\n";
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    said.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    if (!request.method().equals("HEAD")) {
      said.writeBytes(body);
    }
    return said.toByteArray();
  }

  private static String type(String body) {
    String begin = body == null ? "" : body.stripLeading();
    return begin.startsWith("<")
        ? "text/html"
        : begin.startsWith("{") || begin.startsWith("[") ? "application/json" : "text/plain";
  }
}
