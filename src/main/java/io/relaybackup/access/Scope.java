package io.relaybackup.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a token may be used for. The words outside are these in lower case. */
enum Scope {
    /** The status page, health details, metrics. */
    MONITOR,
    /** Metadata and lists. */
    READ,
    /** Create, verify, copy. */
    BACKUP,
    /** Restore, and every call that hands out the content of files. */
    RESTORE,
    /** Everything: delete, hold, retention, maintenance, tokens, audit. */
    ADMIN;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private Set<Scope> implied() {
        return switch (this) {
            case MONITOR, READ -> EnumSet.of(this);
            case BACKUP, RESTORE -> EnumSet.of(this, READ);
            case ADMIN -> EnumSet.allOf(Scope.class);
        };
    }

    /** These and all that they imply. */
    static Set<Scope> withImplied(Collection<Scope> scopes) {
        Set<Scope> all = EnumSet.noneOf(Scope.class);
        scopes.forEach(s -> all.addAll(s.implied()));
        return all;
    }

    /** Every word, for messages. */
    static String words() {
        return String.join(", ", Arrays.stream(values()).map(Scope::word).toList());
    }
}
