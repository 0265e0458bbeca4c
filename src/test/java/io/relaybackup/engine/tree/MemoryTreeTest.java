package io.relaybackup.engine.tree;

import org.junit.jupiter.api.Nested;

/** The fake keeps the contract that it stands in for. */
final class MemoryTreeTest implements FileTreeContract {

    @Override
    public FileTree holding(MemoryTree sample) {
        return sample;
    }

    @Nested
    final class Scattered implements FileTreeContract {

        @Override
        public FileTree holding(MemoryTree sample) {
            return SampleTree.builder()
                    .withDigests()
                    .reading(MemoryTree.Order.SCATTERED)
                    .build();
        }
    }
}
