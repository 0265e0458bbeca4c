package io.relaybackup.restore;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Every step that a swap, its journal and its recovery take on disk, one call each: between any two of them the process
 * may die. Never follows a symlink in a path's last place.
 */
interface SwapFiles {

    /** Throws when that cannot be told: what is wrongly thought to be absent is data that nobody puts back. */
    boolean exists(Path path) throws IOException;

    boolean isDirectory(Path path) throws IOException;

    /**
     * Makes sure that nothing is mounted in a tree: a mounted directory moves along when one above it is renamed.
     *
     * @throws java.nio.file.FileSystemException {@code EBUSY} when something is
     */
    void requireNoMounts(Path tree) throws IOException;

    /** Makes a directory that only this process's user can look into. */
    void createDirectory(Path directory) throws IOException;

    /**
     * Renames in one step.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is something at {@code to}
     */
    void rename(Path from, Path to) throws IOException;

    /** Sets a directory's owner, mode and time, each where that is permitted. */
    void apply(Path directory, DirectoryMetadata metadata) throws IOException;

    /** Puts what was renamed, made and removed in a directory on stable storage. */
    void force(Path directory) throws IOException;

    /** Writes a file anew and puts its bytes on stable storage. */
    void write(Path file, byte[] bytes) throws IOException;

    /** Renames in one step over what is there. */
    void replace(Path from, Path to) throws IOException;

    /**
     * Removes a file, symlink or directory with all below it, but nothing that is mounted; nothing when there is none.
     */
    void remove(Path path) throws IOException;
}
