package io.relaybackup.engine.repository;

import io.relaybackup.engine.repository.Snapshots.Known;
import io.relaybackup.engine.store.BackupId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Chooses which snapshots are backups: one of those that a crash has left of one backup, always the same, and one in
 * the trash beside one of its id that is not.
 */
final class CurrentSnapshots {

    private CurrentSnapshots() {}

    /** @param present in an order that does not change */
    static List<Known> of(Stream<Known> present) {
        Map<BackupId, Known> listed = new HashMap<>();
        Map<BackupId, Known> trashed = new HashMap<>();
        present.forEach(each -> take(each, each.isDeleted() ? trashed : listed));
        List<Known> all = new ArrayList<>(listed.values());
        trashed.forEach((id, each) -> {
            Known same = listed.get(id);
            // Where both hold the same, a deletion or its undoing was cut short: neither was told to have succeeded.
            if (same == null || !same.holdsWhat(each)) {
                all.add(each);
            }
        });
        return List.copyOf(all);
    }

    /**
     * One that another client rewrote, and of which it kept what it was before, is a backup of its own, named by its
     * own id. One of ours is what its manifest says, whoever rewrote it.
     */
    private static void take(Known each, Map<BackupId, Known> byId) {
        BackupId id = each.backup().id();
        Known other = byId.get(id);
        if (other == null) {
            byId.put(id, each);
            return;
        }
        Known later = other.id().equals(each.snapshot().original()) ? each : successor(other, each);
        Known earlier = later.id().equals(each.id()) ? other : each;
        if (later.isOurs() || later.snapshot().original() == null || later.holdsWhat(earlier)) {
            byId.put(id, later);
            return;
        }
        BackupId own = new BackupId(BackupId.at(id.time()) + "-" + later.id().shortened());
        byId.put(id, earlier);
        byId.put(own, later.named(own));
    }

    /** A rewritten snapshot stands for the one it was made of. */
    private static Known successor(Known one, Known other) {
        return other.id().equals(one.snapshot().original()) ? one : other;
    }
}
