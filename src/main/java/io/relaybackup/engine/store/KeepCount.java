package io.relaybackup.engine.store;

import java.util.regex.Pattern;

/**
 * How many periods a retention rule keeps: a number, or all.
 *
 * @param periods 0 switches the rule off; {@link Integer#MAX_VALUE} is more than there can be
 */
public record KeepCount(int periods) {

    public static final KeepCount UNLIMITED = new KeepCount(Integer.MAX_VALUE);

    private static final String ALL = "unlimited";

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    public KeepCount {
        if (periods < 0) {
            throw new IllegalArgumentException("a count is 0 or more, not " + periods);
        }
    }

    /**
     * Reads a setting.
     *
     * @throws IllegalArgumentException for anything but a number of at most nine digits or {@code unlimited}
     */
    public static KeepCount parse(String text) {
        String trimmed = text.trim();
        if (trimmed.equals(ALL)) {
            return UNLIMITED;
        }
        if (!NUMBER.matcher(trimmed).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no count: a whole number from 0 to 999999999, or '" + ALL + "'");
        }
        return new KeepCount(Integer.parseInt(trimmed));
    }

    public boolean isZero() {
        return periods == 0;
    }

    @Override
    public String toString() {
        return equals(UNLIMITED) ? ALL : Integer.toString(periods);
    }
}
