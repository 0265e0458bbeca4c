package io.relaybackup.health;

import java.util.function.Supplier;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Asks one of the judges each time; a judge that fails makes it {@code DOWN}. */
final class JudgedIndicator extends AbstractHealthIndicator {

    private final Supplier<Health> judge;

    JudgedIndicator(Supplier<Health> judge) {
        super("the health check itself failed");
        this.judge = judge;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        Health health = judge.get();
        builder.status(health.getStatus()).withDetails(health.getDetails());
    }
}
