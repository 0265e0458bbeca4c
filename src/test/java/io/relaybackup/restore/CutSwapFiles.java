package io.relaybackup.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Real ones until a given step; then the process is dead, as far as the disk can tell. Nothing is really forced,
 * because nothing here can show the difference, and it takes its time.
 */
final class CutSwapFiles implements SwapFiles {

    /** The end of the process. Not an exception that anybody would catch. */
    static final class Cut extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final SwapFiles real = new LocalSwapFiles(new MountTable(Path.of("/no/such/list")));
    private final int last;
    private int steps;

    /** Allows so many steps. */
    CutSwapFiles(int allowed) {
        this.last = allowed;
    }

    static CutSwapFiles endless() {
        return new CutSwapFiles(Integer.MAX_VALUE);
    }

    private boolean isLast() {
        if (++steps > last) {
            throw new Cut();
        }
        return steps == last;
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return real.exists(path);
    }

    @Override
    public boolean isDirectory(Path path) throws IOException {
        return real.isDirectory(path);
    }

    @Override
    public void requireNoMounts(Path tree) throws IOException {
        real.requireNoMounts(tree);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        isLast();
        real.createDirectory(directory);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        isLast();
        real.rename(from, to);
    }

    @Override
    public void apply(Path directory, DirectoryMetadata metadata) throws IOException {
        isLast();
        real.apply(directory, metadata);
    }

    @Override
    public void force(Path directory) throws IOException {
        isLast();
        if (!isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
    }

    /** The last file that is written stays half written. */
    @Override
    public void write(Path file, byte[] bytes) throws IOException {
        if (isLast()) {
            Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
            throw new Cut();
        }
        Files.write(file, bytes);
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
        isLast();
        real.replace(from, to);
    }

    /** The last tree that is removed stays half removed. */
    @Override
    public void remove(Path path) throws IOException {
        if (isLast()) {
            removeFirstLeaf(path);
            throw new Cut();
        }
        real.remove(path);
    }

    private void removeFirstLeaf(Path path) throws IOException {
        if (real.isDirectory(path)) {
            try (var children = Files.newDirectoryStream(path)) {
                var each = children.iterator();
                if (each.hasNext()) {
                    removeFirstLeaf(each.next());
                    return;
                }
            }
        }
        Files.deleteIfExists(path);
    }
}
