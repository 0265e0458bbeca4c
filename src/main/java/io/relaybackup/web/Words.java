package io.relaybackup.web;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the constants of an enum are written outside: in lower case, with hyphens. */
final class Words {

    private Words() {}

    static String of(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> all(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(c -> of(((Enum<?>) c).name()))
                .toList();
    }
}
