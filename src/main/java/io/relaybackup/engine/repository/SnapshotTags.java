package io.relaybackup.engine.repository;

import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.RecordedTime;
import io.relaybackup.engine.store.Suspicion;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of a backup stands in its snapshot's tags: its own tags as they are, the rest in reserved ones, percent-encoded:
 * {@code relay.component=…} for each that was asked for, {@code relay.hold=…}, {@code relay.hold-until=…},
 * {@code relay.note=…}, {@code relay.suspect=state/time} with {@code relay.suspect-reason=component/rule/detail} for
 * each reason, {@code relay.root=mode/uid/gid/mtime} of the data directory itself, and {@code relay.original=…} of a
 * copy of what another program made: the first eight hex digits of that snapshot's id. One with
 * {@code relay.deleted=<time>} is in the trash since then: hidden here, and to other clients a snapshot like any other,
 * whose content no prune takes.
 */
final class SnapshotTags {

    private static final String RESERVED = "relay.";
    private static final String COMPONENT = "relay.component=";
    private static final String HOLD = "relay.hold=";
    private static final String HOLD_UNTIL = "relay.hold-until=";
    private static final String NOTE = "relay.note=";
    private static final String SUSPECT = "relay.suspect=";
    private static final String SUSPECT_REASON = "relay.suspect-reason=";
    private static final String ROOT = "relay.root=";

    private static final String DELETED = "relay.deleted=";

    private static final String ORIGINAL = "relay.original=";
    private static final Pattern SHORTENED = Pattern.compile("[0-9a-f]{8}");

    private SnapshotTags() {}

    /** Whether they are those of a backup made by this program. */
    static boolean isOurs(List<String> tags) {
        return original(tags) == null && tags.stream().anyMatch(tag -> tag.startsWith(ROOT));
    }

    /** The snapshot of another program that this one is a copy of, shortened; null of any other. */
    static @Nullable String original(List<String> tags) {
        String value = value(tags, ORIGINAL);
        return value != null && SHORTENED.matcher(value).matches() ? value : null;
    }

    /**
     * Of a new snapshot.
     *
     * @param original what it is a copy of, shortened, when another program made that
     */
    static List<String> of(Notes notes, List<String> components, Entry root, @Nullable String original) {
        List<String> tags = new ArrayList<>();
        for (String component : components) {
            tags.add(COMPONENT + RawText.utf8(component).percentEncoded());
        }
        Metadata metadata = root.metadata();
        tags.add(String.join(
                "/",
                ROOT + Integer.toOctalString(metadata.mode()),
                Integer.toString(metadata.uid()),
                Integer.toString(metadata.gid()),
                metadata.modified().toString()));
        if (original != null) {
            tags.add(ORIGINAL + original);
        }
        addNotes(notes, tags);
        return tags;
    }

    /** With other notes; whatever is not a note stays. */
    static List<String> replaced(List<String> tags, Notes notes) {
        List<String> result = new ArrayList<>();
        for (String tag : tags) {
            if (!isNote(tag)) {
                result.add(tag);
            }
        }
        addNotes(notes, result);
        return result;
    }

    /** With the time of a deletion, or, with null, with none. */
    static List<String> withDeleted(List<String> tags, @Nullable Instant deleted) {
        List<String> result = new ArrayList<>(tags);
        result.removeIf(tag -> tag.startsWith(DELETED));
        if (deleted != null) {
            result.add(DELETED + deleted);
        }
        return result;
    }

    /** Since when the backup is in the trash; null when it is not. What makes no sense as a time hides nothing. */
    static @Nullable Instant deleted(List<String> tags) {
        return time(tags, DELETED);
    }

    private static boolean isNote(String tag) {
        return tag.startsWith(HOLD)
                || tag.startsWith(HOLD_UNTIL)
                || tag.startsWith(NOTE)
                || tag.startsWith(SUSPECT)
                || tag.startsWith(SUSPECT_REASON)
                || isUsers(tag);
    }

    private static void addNotes(Notes notes, List<String> tags) {
        tags.addAll(notes.tags());
        Notes.Hold hold = notes.hold();
        if (hold != null) {
            tags.add(HOLD + RawText.utf8(hold.reason()).percentEncoded());
            if (hold.until() != null) {
                tags.add(HOLD_UNTIL + hold.until());
            }
        }
        if (notes.note() != null) {
            tags.add(NOTE + RawText.utf8(notes.note()).percentEncoded());
        }
        addSuspicion(notes.suspicion(), tags);
    }

    private static void addSuspicion(@Nullable Suspicion suspicion, List<String> tags) {
        if (suspicion == null) {
            return;
        }
        Instant decided = suspicion.decidedAt();
        tags.add(SUSPECT + suspicion.state().name().toLowerCase(Locale.ROOT) + (decided == null ? "" : "/" + decided));
        for (Suspicion.Reason reason : suspicion.reasons()) {
            String text = reason.component() + "/" + reason.rule() + "/" + reason.detail();
            tags.add(SUSPECT_REASON + RawText.utf8(text).percentEncoded());
        }
    }

    private static @Nullable Suspicion suspicion(List<String> tags) {
        String value = value(tags, SUSPECT);
        if (value == null) {
            return null;
        }
        List<Suspicion.Reason> reasons = new ArrayList<>();
        for (String tag : tags) {
            if (tag.startsWith(SUSPECT_REASON)) {
                String[] parts = decoded(tag.substring(SUSPECT_REASON.length())).split("/", 3);
                if (parts.length == 3) {
                    reasons.add(new Suspicion.Reason(parts[0], parts[1], parts[2]));
                }
            }
        }
        String[] parts = value.split("/", 2);
        try {
            return new Suspicion(
                    Suspicion.State.valueOf(parts[0].toUpperCase(Locale.ROOT)),
                    reasons,
                    parts.length == 1 ? null : RecordedTime.parse(parts[1]));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Suspicion.of(reasons); // whoever wrote it, somebody should look
        }
    }

    /** What tags say; those of others that cannot be tags here are left out, and what makes no sense too. */
    static Notes notes(List<String> tags) {
        List<String> users =
                tags.stream().filter(SnapshotTags::isUsers).distinct().toList();
        String note = value(tags, NOTE);
        String reason = value(tags, HOLD);
        Notes.Hold hold = null;
        if (reason != null) {
            hold = new Notes.Hold(reason.isBlank() ? "held" : shortened(reason, 256), time(tags, HOLD_UNTIL));
        }
        return new Notes(users, note == null ? null : shortened(note, 4096), hold, null, suspicion(tags));
    }

    private static String shortened(String text, int length) {
        return text.substring(0, Math.min(length, text.length()));
    }

    private static @Nullable Instant time(List<String> tags, String prefix) {
        String time = value(tags, prefix);
        try {
            return time == null ? null : RecordedTime.parse(time);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static boolean isUsers(String tag) {
        try {
            return !tag.startsWith(RESERVED)
                    && new Notes(List.of(tag), null, null, null).tags().size() == 1;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The components that were asked for. */
    static List<String> components(List<String> tags) {
        return tags.stream()
                .filter(tag -> tag.startsWith(COMPONENT))
                .map(tag -> decoded(tag.substring(COMPONENT.length())))
                .toList();
    }

    private static @Nullable String value(List<String> tags, String prefix) {
        return tags.stream()
                .filter(tag -> tag.startsWith(prefix))
                .map(tag -> decoded(tag.substring(prefix.length())))
                .findFirst()
                .orElse(null);
    }

    private static String decoded(String text) {
        try {
            return new String(RawText.percentDecoded(text).bytes(), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** The data directory's own entry, or one that says little. */
    static Entry root(List<String> tags, Instant time) {
        String value = value(tags, ROOT);
        if (value != null) {
            String[] parts = value.split("/", -1);
            try {
                return Entry.directory(
                        TreePath.ROOT,
                        new Metadata(
                                Integer.parseInt(parts[0], 8),
                                Integer.parseInt(parts[1]),
                                Integer.parseInt(parts[2]),
                                Instant.parse(parts[3]),
                                Map.of()));
            } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException e) {
                // Somebody else's.
            }
        }
        return Entry.directory(TreePath.ROOT, new Metadata(0700, 0, 0, time, Map.of()));
    }
}
