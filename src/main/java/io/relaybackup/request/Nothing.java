package io.relaybackup.request;

/**
 * The body of a call that takes none: absent, or an object without fields. Anything else in it is refused like any
 * field that is not known, so that nobody takes an option for heeded that is not.
 */
public record Nothing() {}
