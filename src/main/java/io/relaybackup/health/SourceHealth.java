package io.relaybackup.health;

import io.relaybackup.probe.Reading;
import io.relaybackup.problem.Problem;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Can the data directory be read? */
final class SourceHealth {

    private SourceHealth() {}

    static Health judge(Reading<SourceCondition> reading) {
        Problem problem = SourceWatch.problemOf(reading);
        if (problem != null) {
            return Degraded.health(Status.DOWN, problem.detail())
                    .withDetail("code", String.valueOf(problem.code()))
                    .build();
        }
        if (reading.known().filter(SourceCondition::empty).isPresent()) {
            return Degraded.health("The data directory is empty; is its volume mounted?")
                    .build();
        }
        return Degraded.health(Status.UP, "The data directory can be read.").build();
    }
}
