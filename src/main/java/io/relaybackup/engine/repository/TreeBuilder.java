package io.relaybackup.engine.repository;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Puts nodes together to the blob of a tree: <code>{"nodes":[…,…]}</code> and a line's end. They must come in the order
 * of the bytes of their names.
 */
final class TreeBuilder {

    private static final byte[] START = "{\"nodes\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "]}\n".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    TreeBuilder() {
        bytes.writeBytes(START);
    }

    /** @param node as {@link NodeJson} writes it */
    TreeBuilder add(byte[] node) {
        if (bytes.size() > START.length) {
            bytes.write(',');
        }
        bytes.writeBytes(node);
        return this;
    }

    byte[] blob() {
        bytes.writeBytes(END);
        return bytes.toByteArray();
    }
}
