package dev.kubarium.session;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What one server bears.
 *
 * @param awake sessions in memory at once; a further one puts those to sleep that nobody used for
 *     longest
 * @param kept sessions at all; a further one is refused
 * @param idle how long a session stays awake that nobody uses or looks at; its time stands still
 *     while it sleeps
 * @param keep how long a session is kept that nobody uses
 * @param saveEvery how long what a cluster does by itself may be unsaved; what somebody does is
 *     saved before they hear of it
 */
@ConfigurationProperties("kubarium.sessions")
public record SessionLimits(
    @DefaultValue("2000") int awake,
    @DefaultValue("100000") int kept,
    @DefaultValue("10m") Duration idle,
    @DefaultValue("30d") Duration keep,
    @DefaultValue("2s") Duration saveEvery) {}
