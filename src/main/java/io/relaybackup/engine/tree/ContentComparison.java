package io.relaybackup.engine.tree;

/**
 * How to tell whether two files of equal size have equal content where their {@link ContentId}s do not: equal ids
 * always say yes, two different SHA-256 always no.
 */
public enum ContentComparison {
    /** Equal size is enough. */
    SIZE,
    /** Equal only where the stamps {@linkplain SourceStamp#provesUnchanged prove} it, both being settled. */
    STAMP,
    /** By stamp, and where that proves nothing by reading. */
    STAMP_OR_BYTES,
    /** By reading. */
    BYTES
}
