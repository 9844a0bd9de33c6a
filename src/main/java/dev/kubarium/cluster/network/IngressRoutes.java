package dev.kubarium.cluster.network;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.Locale;

/**
 * Which backend an ingress controller chooses for a host and a path: the exact host before a
 * wildcard before rules for any host; then the longest path, an exact one before a prefix.
 *
 * <p>Documentation: concepts/services-networking/ingress. Left out: regular expressions and other
 * annotations, certificates, resource backends. {@code ImplementationSpecific} is {@code Prefix}.
 */
final class IngressRoutes {

  /** Where a request is sent. {@code backend} is {@code null} where no rule takes it. */
  record Match(KubeObject ingress, JsonObject backend) {}

  private static final int EXACT_HOST = 3;
  private static final int WILDCARD_HOST = 2;
  private static final int ANY_HOST = 1;

  private final Client client;

  IngressRoutes(Client client) {
    this.client = client;
  }

  /** An Ingress is served once the controller has given it an address. */
  static String address(KubeObject ingress) {
    for (JsonObject first : ingress.status().object("loadBalancer").array("ingress").objects()) {
      return first.string("ip", first.string("hostname", ""));
    }
    return "";
  }

  /** Whether an ingress controller answers at this address. */
  boolean isAddress(String address) {
    for (KubeObject ingress : client.list(Kinds.INGRESS, "")) {
      if (!address.isEmpty() && address(ingress).equals(address)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The address under which a host is served, or {@code null}: what public DNS says where it was
   * set up well.
   */
  String addressOf(String host) {
    for (KubeObject ingress : client.list(Kinds.INGRESS, "")) {
      for (JsonObject rule : ingress.spec().array("rules").objects()) {
        if (rule.isSet("host")
            && fits(rule.string("host"), host) > 0
            && !address(ingress).isEmpty()) {
          return address(ingress);
        }
      }
    }
    return null;
  }

  Match match(String host, String asked) {
    String path = asked.indexOf('?') < 0 ? asked : asked.substring(0, asked.indexOf('?'));
    Match best = null;
    int bestHost = 0;
    long bestPath = -1;
    KubeObject ofHost = null;
    KubeObject fallback = null;
    for (KubeObject ingress : client.list(Kinds.INGRESS, "")) {
      if (address(ingress).isEmpty()) {
        continue;
      }
      boolean withDefault = ingress.spec().isSet("defaultBackend");
      if (withDefault && ingress.spec().array("rules").isEmpty() && fallback == null) {
        fallback = ingress;
      }
      for (JsonObject rule : ingress.spec().array("rules").objects()) {
        int fit = fits(rule.string("host", ""), host);
        if (fit == 0) {
          continue;
        }
        if (withDefault && ofHost == null) {
          ofHost = ingress;
        }
        for (JsonObject each : rule.object("http").array("paths").objects()) {
          long length = length(each, path);
          if (length >= 0 && (fit > bestHost || fit == bestHost && length > bestPath)) {
            best = new Match(ingress, each.object("backend"));
            bestHost = fit;
            bestPath = length;
          }
        }
      }
    }
    if (best != null) {
      return best;
    }
    KubeObject last = ofHost != null ? ofHost : fallback;
    return last == null
        ? new Match(null, null)
        : new Match(last, last.spec().object("defaultBackend"));
  }

  private static int fits(String rule, String host) {
    if (rule.isEmpty()) {
      return ANY_HOST;
    }
    String asked = host.toLowerCase(Locale.ROOT);
    if (!rule.startsWith("*.")) {
      return rule.equals(asked) ? EXACT_HOST : 0;
    }
    // *.example.com takes shop.example.com, but neither example.com nor a.shop.example.com.
    int dot = asked.indexOf('.');
    return dot > 0 && asked.substring(dot).equals(rule.substring(1)) ? WILDCARD_HOST : 0;
  }

  /**
   * How long the path of a rule is that takes this path (an exact one half a character longer), -1
   * where it does not.
   */
  private static long length(JsonObject rule, String path) {
    String own = rule.string("path", "/");
    if (rule.string("pathType", "").equals("Exact")) {
      return own.equals(path) ? 2L * own.length() + 1 : -1;
    }
    String prefix = own.endsWith("/") ? own.substring(0, own.length() - 1) : own;
    return path.equals(prefix) || path.startsWith(prefix + "/") ? 2L * own.length() : -1;
  }
}
