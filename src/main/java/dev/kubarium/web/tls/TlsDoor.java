package dev.kubarium.web.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Opens the encrypted port beside the plain one, with a certificate of our own authority. */
@Component
@EnableConfigurationProperties(TlsSettings.class)
public class TlsDoor implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  private static final Logger LOG = LoggerFactory.getLogger(TlsDoor.class);
  private static final int ANY_PORT = 0;

  private final TlsSettings settings;
  private String authority = "";
  private Connector connector;

  TlsDoor(TlsSettings settings) {
    this.settings = settings;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    if (!settings.enabled()) {
      return;
    }
    CertificateAuthority signer = CertificateAuthority.in(settings.folder());
    authority = signer.pem();
    connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
    connector.setPort(isFree(settings.port()) ? settings.port() : ANY_PORT);
    connector.setScheme("https");
    connector.setSecure(true);
    connector.setProperty("bindOnInit", "false");
    AbstractHttp11Protocol<?> protocol = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
    protocol.setSSLEnabled(true);
    protocol.setExecutor(new VirtualThreadExecutor("tls-"));
    protocol.addSslHostConfig(certificate(signer));
    factory.addAdditionalConnectors(connector);
  }

  /** Something else may sit on the usual port; then any other does, since kubeconfigs say which. */
  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port)) {
      return probe.isBound();
    } catch (IOException taken) {
      LOG.warn(
          "Port {} is taken: the Kubernetes API is served encrypted on another, which kubeconfigs name.",
          port);
      return false;
    }
  }

  private SSLHostConfig certificate(CertificateAuthority signer) {
    SSLHostConfig host = new SSLHostConfig();
    SSLHostConfigCertificate certificate =
        new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.EC);
    certificate.setCertificateKeystore(signer.server(names()));
    certificate.setCertificateKeystorePassword(new String(CertificateAuthority.PASSWORD));
    host.addCertificate(certificate);
    return host;
  }

  /** What the certificate vouches for. */
  private List<String> names() {
    Set<String> names =
        new LinkedHashSet<>(
            List.of("localhost", "127.0.0.1", "::1", "kubernetes", "kubernetes.default.svc"));
    try {
      InetAddress here = InetAddress.getLocalHost();
      names.add(here.getHostName());
      names.add(here.getHostAddress());
    } catch (UnknownHostException nameless) {
      // A machine without a name of its own is reached by the other names.
    }
    names.addAll(settings.names());
    return new ArrayList<>(names);
  }

  /** Whether kubectl can be served: it sends no token to an address without TLS. */
  public boolean isOpen() {
    return connector != null || !settings.publicAddress().isEmpty();
  }

  /**
   * Where the cluster of a session is reached.
   *
   * @param host the name by which the caller knows this machine
   */
  public String address(String host, String session) {
    String root =
        settings.publicAddress().isEmpty()
            ? "https://" + host + ":" + connector.getLocalPort()
            : settings.publicAddress().replaceAll("/+$", "");
    return root + "/clusters/" + session;
  }

  /** The certificate of the authority as PEM; empty where somebody else ends TLS. */
  String authority() {
    return settings.publicAddress().isEmpty() ? authority : "";
  }

  /** Whether the certificate vouches for this name. */
  boolean vouchesFor(String host) {
    return names().contains(host);
  }
}
