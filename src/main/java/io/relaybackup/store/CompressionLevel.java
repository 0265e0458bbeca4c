package io.relaybackup.store;

import java.util.Locale;

/** How hard a repository compresses content. The words in settings are these in lower case. */
enum CompressionLevel {
    AUTO,
    OFF,
    MAX;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
