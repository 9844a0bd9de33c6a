package dev.kubarium.web.tls;

import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the Kubernetes API is served encrypted.
 *
 * @param enabled whether there is such a port at all
 * @param port 0 for any free one
 * @param folder where the authority is kept
 * @param names further host names and addresses by which this machine is reached
 * @param publicAddress what kubeconfigs say instead of this port, e.g. {@code
 *     https://kubarium.example.org}, where something in front of the server ends TLS with a
 *     certificate that everybody trusts; empty for none
 */
@ConfigurationProperties("kubarium.tls")
public record TlsSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("8443") int port,
    @DefaultValue("data/tls") Path folder,
    @DefaultValue List<String> names,
    @DefaultValue("") String publicAddress) {}
