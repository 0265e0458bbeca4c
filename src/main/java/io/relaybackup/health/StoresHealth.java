package io.relaybackup.health;

import io.relaybackup.problem.Problem;
import io.relaybackup.store.StoreState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Does each store work? One that does not is enough to be down, for the next backup will fail there. */
final class StoresHealth {

    private StoresHealth() {}

    static Health judge(List<StoreState> states) {
        List<String> away = states.stream()
                .filter(state -> !state.isReachable())
                .map(state -> state.store().name())
                .toList();
        boolean warned = states.stream()
                .flatMap(state -> state.condition().current().stream())
                .anyMatch(condition -> !condition.warnings().isEmpty());
        String reason = away.isEmpty()
                ? warned ? "Every store works; there are warnings." : "Every store works."
                : "Out of " + states.size() + " stores, " + String.join(", ", away) + " cannot be used.";
        Health.Builder health = Degraded.health(away.isEmpty() ? Status.UP : Status.DOWN, reason);
        states.forEach(state -> health.withDetail(state.store().name(), describe(state)));
        return health.build();
    }

    private static Map<String, Object> describe(StoreState state) {
        Map<String, Object> details = new LinkedHashMap<>();
        Problem problem = state.problem();
        if (problem == null) {
            details.put("status", Status.UP.getCode());
        } else {
            details.put("status", Status.DOWN.getCode());
            details.put("reason", problem.detail());
        }
        state.condition().known().ifPresent(condition -> {
            details.put("backups", condition.backups().size());
            if (!condition.warnings().isEmpty()) {
                details.put("warnings", condition.warnings());
            }
        });
        return details;
    }
}
