package io.relaybackup.engine.storage;

import java.util.regex.Pattern;

/**
 * What bytes are kept under: names joined by {@code /}, such as {@code data/21/2159dd48}. The charset is the least that
 * every storage has, so that no name can lead anywhere else.
 */
public record StorageName(String value) implements Comparable<StorageName> {

    private static final Pattern VALID = Pattern.compile("[a-z0-9_-]{1,128}(/[a-z0-9_-]{1,128}){0,3}");

    public StorageName {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "a name in a storage has up to four parts of the characters a-z 0-9 _ -: " + value);
        }
    }

    static boolean isValid(String value) {
        return VALID.matcher(value).matches();
    }

    /** The part after the last slash. */
    public String last() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    @Override
    public int compareTo(StorageName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
