package io.relaybackup.health;

import io.relaybackup.probe.Reading;
import io.relaybackup.store.StoreCondition;
import io.relaybackup.store.StoreState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Is there space in the stores and for the state, and will the next backup fit? Stores that share a disk are judged as
 * if each had it alone.
 */
final class SpaceHealth {

    private final long minimum;
    private final int margin;
    private final List<String> full = new ArrayList<>();
    private final List<String> tight = new ArrayList<>();
    private final Map<String, Object> details = new LinkedHashMap<>();

    private SpaceHealth(HealthProperties properties) {
        this.minimum = properties.minimumFree().toBytes();
        this.margin = properties.growthMargin();
    }

    /**
     * Decides by what is known.
     *
     * @param stateFree bytes free where the state is kept
     */
    static Health judge(List<StoreState> states, Reading<Long> stateFree, HealthProperties properties) {
        SpaceHealth space = new SpaceHealth(properties);
        states.forEach(space::add);
        space.addState(stateFree);
        return space.health();
    }

    private void add(StoreState state) {
        String name = state.store().name();
        Map<String, Object> found = new LinkedHashMap<>();
        details.put("store " + name, found);
        OptionalLong expected = state.usage() == null ? OptionalLong.empty() : NextBackup.bytes(state.usage(), margin);
        OptionalLong free =
                state.condition().current().map(StoreCondition::freeBytes).orElse(OptionalLong.empty());
        free.ifPresent(bytes -> found.put("freeBytes", bytes));
        state.condition().current().ifPresent(c -> c.capacityBytes().ifPresent(b -> found.put("capacityBytes", b)));
        expected.ifPresent(bytes -> found.put("nextBackupBytes", bytes));
        if (free.isEmpty()) {
            found.put("reason", "not known");
        } else if (free.getAsLong() < minimum) {
            full.add("store " + name + " has " + free.getAsLong() + " bytes free");
        } else if (expected.isPresent() && free.getAsLong() - minimum < expected.getAsLong()) {
            tight.add("the next backup may not fit into store " + name);
        }
    }

    /** A full state directory stops neither backup nor restore. */
    private void addState(Reading<Long> stateFree) {
        Map<String, Object> found = new LinkedHashMap<>();
        details.put("state", found);
        Long free = stateFree.current().orElse(null);
        if (free == null) {
            found.put("reason", "not known");
            tight.add("the space for the state is not known");
            return;
        }
        found.put("freeBytes", free);
        if (free < minimum) {
            tight.add("the state directory has " + free + " bytes free");
        }
    }

    private Health health() {
        Health.Builder health;
        if (!full.isEmpty()) {
            health = Degraded.health(Status.DOWN, "Too little space: " + String.join("; ", full) + ".");
        } else if (!tight.isEmpty()) {
            health = Degraded.health("Space is tight: " + String.join("; ", tight) + ".");
        } else {
            health = Degraded.health(Status.UP, "There is space.");
        }
        return health.withDetail("minimumBytes", minimum).withDetails(details).build();
    }
}
