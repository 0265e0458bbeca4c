package io.relaybackup.operation;

import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who holds which {@link Claim}. Safe for many threads; nobody ever waits for a claim. */
final class Claims {

    private final List<Held> all = new ArrayList<>();

    /** Who holds claims: one only with itself the same. Never in its own way. */
    static final class Holder {

        private final String words;
        private final @Nullable OperationId operation;

        /**
         * Names a holder.
         *
         * @param words for people, in the middle of a sentence
         * @param operation null for a short piece of work that is none
         */
        Holder(String words, @Nullable OperationId operation) {
            this.words = words;
            this.operation = operation;
        }
    }

    private record Held(Holder holder, Claim claim) {}

    /**
     * Takes all of them or none.
     *
     * @throws ProblemException a 409 that names what is in the way
     */
    synchronized void take(Holder holder, Collection<Claim> wanted) {
        for (Claim claim : wanted) {
            for (Held held : all) {
                if (held.holder() != holder && held.claim().conflictsWith(claim)) {
                    throw refusal(held);
                }
            }
        }
        for (Claim claim : wanted) {
            all.add(new Held(holder, claim));
        }
    }

    /** Whether somebody holds a claim that this one would conflict with. */
    synchronized boolean isInTheWayOf(Claim claim) {
        return all.stream().anyMatch(held -> held.claim().conflictsWith(claim));
    }

    private static ProblemException refusal(Held held) {
        OperationId operation = held.holder().operation;
        return Problem.conflict(
                        "operation-in-progress",
                        held.claim().words() + " is in use by " + held.holder().words
                                + "; try again when that has finished.")
                .withOperation(operation == null ? null : operation.value())
                .asException();
    }

    synchronized void release(Holder holder) {
        all.removeIf(held -> held.holder() == holder);
    }
}
