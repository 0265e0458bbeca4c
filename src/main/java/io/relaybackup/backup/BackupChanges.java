package io.relaybackup.backup;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.Notes.Hold;
import io.relaybackup.engine.store.RecordedTime;
import io.relaybackup.engine.store.Suspicion;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.Problem.FieldError;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PATCH /backups/{id}}, a merge patch (RFC 7396): a member that is absent changes nothing, one that
 * is null clears.
 */
final class BackupChanges implements UnaryOperator<Notes> {

    private static final Set<String> FIELDS = Set.of("tags", "note", "hold", "suspect");

    private final Map<String, @Nullable Object> members;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    BackupChanges(Map<String, @Nullable Object> members) {
        this.members = members;
    }

    /**
     * Finds out what is wrong before anything changes.
     *
     * @throws io.relaybackup.problem.ProblemException a 400 for unknown members, a 422 for values that are not allowed
     */
    void check(Instant now) {
        for (String name : members.keySet()) {
            if (!FIELDS.contains(name)) {
                throw Problem.badRequest(
                                "unknown-field",
                                "There is no field '" + name + "' here; there are tags, note, hold and suspect.")
                        .withErrors(List.of(new FieldError(name, "unknown")))
                        .asException();
            }
        }
        if (members.isEmpty()) {
            throw Problem.unprocessable(
                            "invalid-request", "Nothing is to be changed; send tags, note, hold or suspect.")
                    .asException();
        }
        Notes changed = apply(Notes.NONE);
        if (isDecision()) {
            Suspicion.State unused = decision();
        }
        if (changed.hold() != null && !changed.isHeld(now)) {
            throw refused("hold.until", "must be in the future");
        }
    }

    /** Whether it says what to think of a suspect backup. */
    boolean isDecision() {
        return members.containsKey("suspect");
    }

    private Suspicion.State decision() {
        Object value = members.get("suspect");
        if ("confirmed".equals(value)) {
            return Suspicion.State.CONFIRMED;
        }
        if ("cleared".equals(value)) {
            return Suspicion.State.CLEARED;
        }
        throw refused("suspect", "must be confirmed or cleared");
    }

    /** These changes, and the decision, where it is one, with its time; notes without a suspicion get none. */
    UnaryOperator<Notes> at(Instant now) {
        return notes -> {
            Suspicion suspicion = notes.suspicion();
            Notes changed = apply(notes);
            return suspicion == null || !isDecision()
                    ? changed
                    : changed.withSuspicion(suspicion.decided(decision(), now));
        };
    }

    @Override
    public Notes apply(Notes notes) {
        Notes changed = notes;
        if (members.containsKey("tags")) {
            changed = withTags(changed, members.get("tags"));
        }
        if (members.containsKey("note")) {
            changed = withNote(changed, members.get("note"));
        }
        if (members.containsKey("hold")) {
            changed = withHold(changed, members.get("hold"));
        }
        return changed;
    }

    private static Notes withTags(Notes notes, @Nullable Object value) {
        if (value == null) {
            return notes.withTags(List.of());
        }
        if (!(value instanceof List<?> list)) {
            throw refused("tags", "must be a list of strings");
        }
        List<String> tags = new ArrayList<>();
        for (Object tag : list) {
            if (!(tag instanceof String text)) {
                throw refused("tags", "must be a list of strings");
            }
            if (!tags.contains(text)) {
                tags.add(text);
            }
        }
        try {
            return notes.withTags(tags);
        } catch (IllegalArgumentException e) {
            throw refused("tags", String.valueOf(e.getMessage()));
        }
    }

    private static Notes withNote(Notes notes, @Nullable Object value) {
        if (value != null && !(value instanceof String)) {
            throw refused("note", "must be a string or null");
        }
        try {
            return notes.withNote((String) value);
        } catch (IllegalArgumentException e) {
            throw refused("note", String.valueOf(e.getMessage()));
        }
    }

    private static Notes withHold(Notes notes, @Nullable Object value) {
        if (value == null) {
            return notes.withHold(null);
        }
        if (!(value instanceof Map<?, ?> hold) || !(hold.get("reason") instanceof String reason)) {
            throw refused("hold", "must be null or an object with a reason and, if it shall end, an until");
        }
        for (Object name : hold.keySet()) {
            if (!"reason".equals(name) && !"until".equals(name)) {
                throw refused("hold", "there is no field '" + name + "' here; there are reason and until");
            }
        }
        try {
            return notes.withHold(new Hold(reason, until(hold.get("until"))));
        } catch (IllegalArgumentException e) {
            throw refused("hold.reason", String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Instant until(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        try {
            return RecordedTime.parse(String.valueOf(value));
        } catch (DateTimeException e) {
            throw refused("hold.until", "must be a time such as 2026-12-31T00:00:00Z");
        }
    }

    private static RuntimeException refused(String field, String message) {
        return Problem.unprocessable("invalid-request", field + ": " + message)
                .withErrors(List.of(new FieldError(field, message)))
                .asException();
    }
}
