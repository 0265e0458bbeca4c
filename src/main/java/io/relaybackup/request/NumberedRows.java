package io.relaybackup.request;

import io.relaybackup.problem.Problem;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * A page of rows of the state database, newest first, whose numbers are the cursors.
 *
 * @param next the cursor of the page behind this one; null on the last
 */
public record NumberedRows<T>(List<T> rows, @Nullable String next) {

    public NumberedRows {
        rows = List.copyOf(rows);
    }

    /**
     * Reads one row more than the page has, by which it is known whether another page follows.
     *
     * @param read gives as many rows as are there
     * @throws io.relaybackup.problem.ProblemException a 503 when the database cannot be read
     */
    public static <R, T> NumberedRows<T> read(
            Supplier<List<R>> read, int limit, ToLongFunction<R> number, Function<R, T> shown) {
        List<R> rows = rows(read);
        if (rows.size() <= limit) {
            return new NumberedRows<>(rows.stream().map(shown).toList(), null);
        }
        List<R> page = rows.subList(0, limit);
        String next = Long.toString(number.applyAsLong(page.get(limit - 1)), Character.MAX_RADIX);
        return new NumberedRows<>(page.stream().map(shown).toList(), next);
    }

    private static <R> List<R> rows(Supplier<List<R>> read) {
        try {
            return read.get();
        } catch (DataAccessException e) {
            throw Problem.of(503, "state-unavailable", "The state database cannot be read.")
                    .asException(e);
        }
    }

    /**
     * The number that a cursor stands for; null for none.
     *
     * @throws io.relaybackup.problem.ProblemException a 400 when it is no cursor
     */
    public static @Nullable Long before(@Nullable String cursor) {
        try {
            return cursor == null ? null : Long.valueOf(cursor, Character.MAX_RADIX);
        } catch (NumberFormatException e) {
            throw Problem.badRequest("invalid-parameter", "The cursor is none that this service gave.")
                    .asException(e);
        }
    }
}
