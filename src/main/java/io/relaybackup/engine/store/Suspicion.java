package io.relaybackup.engine.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That a backup may have been made of a wrecked source, and what somebody decided about it.
 *
 * @param reasons why, at most {@value #LISTED}
 * @param decidedAt null while nobody has
 */
public record Suspicion(
        State state, List<Reason> reasons, @Nullable Instant decidedAt) {

    /** How many reasons are kept. */
    public static final int LISTED = 20;

    private static final int LONGEST = 300;

    public Suspicion {
        reasons = List.copyOf(reasons.subList(0, Math.min(LISTED, reasons.size())));
    }

    /** What is to be thought of it. The words in JSON are these in lower case. */
    public enum State {
        /** Nobody has decided yet. */
        SUSPECT,
        /** It is wrecked: kept, and part of nothing. */
        CONFIRMED,
        /** It is an ordinary backup. */
        CLEARED
    }

    /**
     * One reason.
     *
     * @param component whose part looks wrecked
     * @param rule whose limit was passed, such as {@code files-removed}
     * @param detail for people, with the numbers
     */
    public record Reason(String component, String rule, String detail) {

        public Reason {
            detail = detail.length() <= LONGEST ? detail : detail.substring(0, LONGEST - 1) + "…";
        }
    }

    /** A new one. */
    public static Suspicion of(List<Reason> reasons) {
        return new Suspicion(State.SUSPECT, reasons, null);
    }

    /** This with what somebody decided. */
    public Suspicion decided(State decision, Instant at) {
        return new Suspicion(decision, reasons, at);
    }

    /** Whether somebody must decide. */
    public boolean isOpen() {
        return state == State.SUSPECT;
    }
}
