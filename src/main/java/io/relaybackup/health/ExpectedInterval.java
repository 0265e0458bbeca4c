package io.relaybackup.health;

import java.time.Duration;
import java.util.Optional;

/** How old the newest complete backup may be; empty where any age will do. */
public record ExpectedInterval(Optional<Duration> value) {}
