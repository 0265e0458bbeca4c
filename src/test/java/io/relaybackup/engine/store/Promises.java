package io.relaybackup.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where each backup may be, by what everybody was told until the power was cut: what was begun may have been done or
 * not, what was done stays so.
 */
public final class Promises {

    private final Map<BackupId, Set<Place>> places = new HashMap<>();

    private Promises() {}

    /** Where a backup is. */
    private enum Place {
        LISTED,
        TRASH,
        NOWHERE
    }

    /** What is told before it is begun to do something to a backup, and when it is done. */
    public enum Deed {
        MAKE(Place.NOWHERE, Place.LISTED),
        REMOVE(Place.LISTED, Place.NOWHERE),
        DISCARD(Place.LISTED, Place.TRASH),
        UNDELETE(Place.TRASH, Place.LISTED),
        PURGE(Place.TRASH, Place.NOWHERE);

        private final Place before;
        private final Place after;

        Deed(Place before, Place after) {
            this.before = before;
            this.after = after;
        }

        public String begun(BackupId id) {
            return name() + " begun " + id;
        }

        public String done(BackupId id) {
            return name() + " done " + id;
        }
    }

    /**
     * Takes together what was told.
     *
     * @param listed what was there before anything was told
     * @param trashed what was in the trash then
     */
    public static Promises of(Set<BackupId> listed, Set<BackupId> trashed, List<String> told) {
        Promises promises = new Promises();
        listed.forEach(id -> promises.places.put(id, EnumSet.of(Place.LISTED)));
        trashed.forEach(id -> promises.places.put(id, EnumSet.of(Place.TRASH)));
        told.forEach(promises::hear);
        return promises;
    }

    private void hear(String told) {
        for (Deed deed : Deed.values()) {
            String begun = deed.name() + " begun ";
            String done = deed.name() + " done ";
            if (told.startsWith(begun)) {
                BackupId id = new BackupId(told.substring(begun.length()));
                Set<Place> possible = EnumSet.of(deed.before, deed.after);
                // What another deed, which was cut short, has left open is open still.
                possible.addAll(places.getOrDefault(id, EnumSet.of(deed.before)));
                places.put(id, possible);
            } else if (told.startsWith(done)) {
                places.put(new BackupId(told.substring(done.length())), EnumSet.of(deed.after));
            }
        }
    }

    /** Requires of a store that each backup is where it may be, and in one place. */
    public void require(Set<BackupId> listed, Set<BackupId> trashed) {
        Set<BackupId> all = new HashSet<>(places.keySet());
        all.addAll(listed);
        all.addAll(trashed);
        for (BackupId id : all) {
            assertThat(listed.contains(id) && trashed.contains(id))
                    .as("%s is in both places", id)
                    .isFalse();
            Place found = listed.contains(id) ? Place.LISTED : trashed.contains(id) ? Place.TRASH : Place.NOWHERE;
            assertThat(places.getOrDefault(id, EnumSet.of(Place.NOWHERE)))
                    .as("where %s may be", id)
                    .contains(found);
        }
    }
}
