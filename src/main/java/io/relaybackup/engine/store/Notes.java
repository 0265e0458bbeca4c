package io.relaybackup.engine.store;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may change about a backup after it was made. */
public record Notes(
        List<String> tags,
        @Nullable String note,
        @Nullable Hold hold,
        @Nullable Verification verification,
        @Nullable Suspicion suspicion) {

    public static final Notes NONE = new Notes(List.of(), null, null, null, null);

    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9._:=-]{1,64}");

    private static final int MAX_NOTE = 4096;

    public Notes {
        tags = List.copyOf(tags);
        for (String tag : tags) {
            if (!TAG.matcher(tag).matches()) {
                throw new IllegalArgumentException("a tag has 1 to 64 of the characters A-Z a-z 0-9 . _ : = -");
            }
            if (tag.startsWith("relay.")) {
                throw new IllegalArgumentException("tags that start with 'relay.' are reserved: " + tag);
            }
        }
        if (note != null && note.length() > MAX_NOTE) {
            throw new IllegalArgumentException("a note has at most " + MAX_NOTE + " characters");
        }
    }

    /** Of a backup that nothing is wrong with. */
    public Notes(List<String> tags, @Nullable String note, @Nullable Hold hold, @Nullable Verification verification) {
        this(tags, note, hold, verification, null);
    }

    /**
     * While it lasts, nothing deletes the backup.
     *
     * @param until null for ever
     */
    public record Hold(String reason, @Nullable Instant until) {

        public Hold {
            if (reason.isBlank() || reason.length() > 256) {
                throw new IllegalArgumentException("a hold needs a reason of at most 256 characters");
            }
        }
    }

    /** The last look at the backup that counts, see {@link Notes#withVerification}. */
    public record Verification(Instant at, VerifyLevel level, boolean intact, long damages) {}

    public Notes withTags(List<String> newTags) {
        return new Notes(newTags, note, hold, verification, suspicion);
    }

    public Notes withNote(@Nullable String newNote) {
        return new Notes(tags, newNote, hold, verification, suspicion);
    }

    public Notes withHold(@Nullable Hold newHold) {
        return new Notes(tags, note, newHold, verification, suspicion);
    }

    /** A look that saw less than the one before replaces it only where it found damage in what was intact. */
    public Notes withVerification(Verification latest) {
        if (verification != null
                && latest.level().isBelow(verification.level())
                && (latest.intact() || !verification.intact())) {
            return this;
        }
        return new Notes(tags, note, hold, latest, suspicion);
    }

    /** As it is where nobody has looked at the backup yet. */
    public Notes withoutVerification() {
        return new Notes(tags, note, hold, null, suspicion);
    }

    public Notes withSuspicion(@Nullable Suspicion newSuspicion) {
        return new Notes(tags, note, hold, verification, newSuspicion);
    }

    /** Whether the source looked wrecked and nobody has cleared the backup. */
    public boolean isSuspect() {
        return suspicion != null && suspicion.state() != Suspicion.State.CLEARED;
    }

    public boolean isHeld(Instant now) {
        return hold != null && (hold.until() == null || now.isBefore(hold.until()));
    }
}
