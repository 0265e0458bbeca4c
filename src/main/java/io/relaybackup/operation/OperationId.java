package io.relaybackup.operation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** Names an operation: {@code op-} and 26 characters that sort by time. */
public record OperationId(@JsonValue String value) implements Comparable<OperationId> {

    private static final Pattern FORM = Pattern.compile("op-[0-9a-z]{26}");

    public OperationId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("an operation id is op- and 26 of the characters 0-9 a-z");
        }
    }

    /** Whether it could be an operation's. */
    public static boolean isValid(String value) {
        return FORM.matcher(value).matches();
    }

    @Override
    public int compareTo(OperationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
