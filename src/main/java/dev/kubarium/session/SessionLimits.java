package dev.kubarium.session;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What one server bears.
 *
 * @param most sessions at once; a further one ends the one that nobody used for longest
 * @param idle how long a session that nobody uses is kept
 */
@ConfigurationProperties("kubarium.sessions")
public record SessionLimits(@DefaultValue("2000") int most, @DefaultValue("12h") Duration idle) {}
