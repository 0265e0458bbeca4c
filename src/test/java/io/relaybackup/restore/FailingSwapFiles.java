package io.relaybackup.restore;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Real ones, of which some steps fail and do nothing. Nothing is really forced. */
final class FailingSwapFiles implements SwapFiles {

    private final SwapFiles real = CutSwapFiles.endless();
    private final int first;
    private final int last;
    private int steps;
    private int removals;

    /** Fails in the steps from the first to the last, counted from 1. */
    FailingSwapFiles(int first, int last) {
        this.first = first;
        this.last = last;
    }

    /** Fails to remove so many trees, and in nothing else. */
    static FailingSwapFiles removing(int count) {
        FailingSwapFiles files = new FailingSwapFiles(0, 0);
        files.removals = count;
        return files;
    }

    private void step(Path path) throws IOException {
        steps++;
        if (steps >= first && steps <= last) {
            throw new FileSystemException(path.toString(), null, "Input/output error");
        }
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
        step(directory);
        real.createDirectory(directory);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step(from);
        real.rename(from, to);
    }

    @Override
    public void apply(Path directory, DirectoryMetadata metadata) throws IOException {
        step(directory);
        real.apply(directory, metadata);
    }

    @Override
    public void force(Path directory) throws IOException {
        step(directory);
        real.force(directory);
    }

    @Override
    public void write(Path file, byte[] bytes) throws IOException {
        step(file);
        real.write(file, bytes);
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
        step(from);
        real.replace(from, to);
    }

    @Override
    public void remove(Path path) throws IOException {
        step(path);
        if (removals-- > 0) {
            throw new FileSystemException(path.toString(), null, "Input/output error");
        }
        real.remove(path);
    }
}
