package io.relaybackup.engine.repository;

/** How hard content is compressed; trees always are. */
public enum Compression {
    /** Fast, and what pays: content that does not become smaller is kept as it is. */
    AUTO(1),
    OFF(1),
    MAX(15);

    private final int level;

    Compression(int level) {
        this.level = level;
    }

    /** Of zstd. */
    int level() {
        return level;
    }

    boolean isOn() {
        return this != OFF;
    }
}
