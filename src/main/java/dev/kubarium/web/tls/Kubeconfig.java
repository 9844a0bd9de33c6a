package dev.kubarium.web.tls;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.springframework.stereotype.Component;

/** The file by which kubectl, helm and client libraries find a session's cluster. */
@Component
public class Kubeconfig {

  private final TlsDoor door;

  Kubeconfig(TlsDoor door) {
    this.door = door;
  }

  /**
   * The kubeconfig of a session, as YAML.
   *
   * @param host the name by which the caller knows this machine
   */
  public String of(String session, String token, String host) {
    String name = "kubarium-" + session;
    StringBuilder yaml = new StringBuilder();
    yaml.append("apiVersion: v1\nkind: Config\n");
    yaml.append("clusters:\n- name: ").append(name).append("\n  cluster:\n");
    yaml.append("    server: ").append(door.address(bracketed(host), session)).append('\n');
    if (!door.authority().isEmpty()) {
      String authority =
          Base64.getEncoder().encodeToString(door.authority().getBytes(StandardCharsets.UTF_8));
      yaml.append("    certificate-authority-data: ").append(authority).append('\n');
      if (!door.vouchesFor(host)) {
        // Reached by a name that the certificate does not know: it is checked for one that it
        // knows.
        yaml.append("    tls-server-name: localhost\n");
      }
    }
    yaml.append("users:\n- name: ")
        .append(name)
        .append("\n  user:\n    token: ")
        .append(token)
        .append('\n');
    yaml.append("contexts:\n- name: ")
        .append(name)
        .append("\n  context:\n    cluster: ")
        .append(name);
    yaml.append("\n    namespace: default\n    user: ").append(name).append('\n');
    yaml.append("current-context: ").append(name).append('\n');
    return yaml.toString();
  }

  /** An IPv6 address in an address of the web stands in brackets. */
  private static String bracketed(String host) {
    return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
  }
}
