package io.relaybackup.engine.tree;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Random;

/** A small tree that has a bit of everything a tree can have, for contracts. */
public final class SampleTree {

    public static final String NOT_UTF8 = "odd/na%FFme";

    private SampleTree() {}

    /** Its owners are 0, so that writing it needs no right to give files away when root runs the tests. */
    public static MemoryTree create() {
        return builder().build();
    }

    public static MemoryTree.Builder builder() {
        return MemoryTree.builder()
                .file("blockchain/chain.jsonl", "{\"height\":1}\n{\"height\":2}\n")
                .file("blockchain/nonces.jsonl", "{}\n")
                .file("blockchain.txt", "sorts behind the directory of that name")
                .directory("empty")
                .file("empty-file", "")
                .file("a", "lower case")
                .file("B", "upper case")
                .file("a b", "space")
                .file("a.b", "dot")
                .file("caf%C3%A9", "accent")
                .file(NOT_UTF8, "not UTF-8")
                .file("odd/line%0Abreak", "newline")
                .file("odd/back%5Cslash", "backslash")
                .file("odd/per%25cent", "percent")
                .file("odd/%2D-rf", "like an option")
                .file("deep/1/2/3/4/5/6/7/8/9/10/end", "deep")
                .file("large", random(300_001), MemoryTree.FILE)
                .file("zeros", zerosWithin(), MemoryTree.FILE)
                .file(
                        "security/key",
                        "secret".getBytes(StandardCharsets.UTF_8),
                        new Metadata(0400, 0, 0, MemoryTree.TIME, Map.of()))
                .file(
                        "security/tool",
                        "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8),
                        new Metadata(06755, 0, 0, Instant.parse("1999-12-31T23:59:59.000000001Z"), Map.of()))
                .directory("security", new Metadata(01700, 0, 0, Instant.parse("2001-02-03T04:05:06.7Z"), Map.of()))
                .symlink("links/relative", "../a")
                .symlink("links/absolute", "/nowhere/at%20all")
                .symlink("links/dangling", "gone/")
                .symlink("links/raw", "%FF%0A")
                .symlink("links/up", "..");
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static byte[] zerosWithin() {
        byte[] bytes = new byte[100_000];
        bytes[10] = 1;
        bytes[50_000] = 2;
        return bytes;
    }
}
