package dev.kubarium.cluster.network;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Someone who sends requests to one address without pause.
 *
 * @param id unique in its cluster
 * @param url as it was wished for: {@code http://web.default.svc/path}
 * @param perSecond requests in a second of the cluster's time, 1 to {@link #FASTEST}
 * @param namespace where a client in the cluster looks names up; one outside ignores it
 * @param since virtual milliseconds
 */
public record TrafficClient(String id, String url, int perSecond, String namespace, long since) {

  public static final int FASTEST = 50;

  /** Throws {@link IllegalArgumentException} where the address or the rate is none. */
  public TrafficClient {
    if (perSecond < 1 || perSecond > FASTEST) {
      throw new IllegalArgumentException("perSecond");
    }
    URI parsed = parsed(url);
    if (parsed.getHost() == null
        || !("http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme()))
        || url.length() > 500) {
      throw new IllegalArgumentException("url");
    }
  }

  private static URI parsed(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException malformed) {
      throw new IllegalArgumentException("url", malformed);
    }
  }

  String host() {
    return parsed(url).getHost();
  }

  int port() {
    URI parsed = parsed(url);
    int implied = "https".equals(parsed.getScheme()) ? 443 : 80;
    return parsed.getPort() < 0 ? implied : parsed.getPort();
  }

  String path() {
    String path = parsed(url).getRawPath();
    return path == null || path.isEmpty() ? "/" : path;
  }
}
