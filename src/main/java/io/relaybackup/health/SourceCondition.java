package io.relaybackup.health;

/**
 * How a data directory that can be read is found.
 *
 * @param empty it holds nothing of the application's, as where a volume is not mounted
 */
public record SourceCondition(boolean empty) {}
