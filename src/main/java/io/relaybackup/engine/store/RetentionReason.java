package io.relaybackup.engine.store;

/**
 * One rule's word on one backup.
 *
 * @param text for people: {@code oldest daily backup}
 */
public record RetentionReason(RetentionRule rule, String text) {}
