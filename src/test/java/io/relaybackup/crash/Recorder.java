package io.relaybackup.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what is done below a directory, in the order in which it is done: whoever does something holds the
 * monitor of this until it is written down.
 */
public final class Recorder implements Watch {

    private final Path root;
    private final WatchedFileSystem system;
    private final Map<Object, Integer> numbers = new HashMap<>();
    private final Disk first;
    private final List<Op> ops = new ArrayList<>();
    private int next;
    private int last = Integer.MAX_VALUE;
    private boolean killed;

    private Recorder(Path root) throws IOException {
        this.root = root;
        this.system = new WatchedFileSystem(root.getFileSystem(), this);
        this.first = Disk.read(root, numbers);
        this.next = numbers.size();
    }

    /** Takes what is below a real directory as being on stable storage, and records from now on. */
    public static Recorder of(Path directory) throws IOException {
        return new Recorder(directory.toRealPath());
    }

    /** The directory, by a path that records. */
    public Path root() {
        return system.wrap(root);
    }

    /** Notes that something was told to somebody, or that something was begun. */
    public synchronized void mark(String text) {
        ops.add(new Op.Mark(text));
    }

    /** Lets the process that works here die after so many further steps: whatever it does then is an error. */
    public synchronized void killAfter(int steps) {
        last = ops.size() + steps;
    }

    /** Whether it is dead by now; another one may work here from now on. */
    public synchronized boolean restart() {
        boolean dead = killed;
        killed = false;
        last = Integer.MAX_VALUE;
        return dead;
    }

    /** The end of a process. Not an exception that anybody would catch. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public void before(Call call, Path path, String shown) {
        if (call.changes()) {
            permit();
        }
    }

    private void permit() {
        killed |= ops.size() >= last;
        if (killed) {
            throw new Killed();
        }
    }

    /**
     * Until now.
     *
     * @throws IllegalStateException when what is there is not what the steps lead to, as somebody went round the
     *     recording
     */
    public synchronized Recording recording() throws IOException {
        CrashState state = new CrashState(first);
        ops.forEach(state::apply);
        state.everything().requireLike(root);
        return new Recording(first, ops);
    }

    /** The place of a path; null when it is not below the directory. */
    @Override
    public @Nullable Slot slot(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path parent = absolute.getParent();
        Integer directory = parent == null ? null : number(parent);
        return directory == null ? null : new Slot(directory, absolute.getFileName());
    }

    /** Of what a path leads to; null when nothing is there, or nothing that is below the directory. */
    @Override
    public @Nullable Integer number(Path path, LinkOption... options) throws IOException {
        try {
            return number(Files.readAttributes(path, BasicFileAttributes.class, options));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public @Nullable Integer number(BasicFileAttributes attributes) {
        return numbers.get(attributes.fileKey());
    }

    /** Something new is there. */
    @Override
    public void created(@Nullable Slot slot, Path path) throws IOException {
        created(slot, path, Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    }

    private void created(@Nullable Slot slot, Path path, BasicFileAttributes seen) throws IOException {
        if (slot == null) {
            return;
        }
        Kind kind = seen.isDirectory() ? Kind.DIRECTORY : seen.isSymbolicLink() ? Kind.SYMLINK : Kind.FILE;
        int number = next++;
        numbers.put(seen.fileKey(), number);
        ops.add(new Op.Create(
                slot,
                number,
                kind,
                Attributes.ofNew(path),
                kind == Kind.SYMLINK ? Files.readSymbolicLink(path) : null));
    }

    @Override
    public void linked(@Nullable Slot slot, @Nullable Integer inode) {
        if (slot != null && inode != null) {
            ops.add(new Op.Link(slot, inode));
        }
    }

    @Override
    public void removed(@Nullable Slot slot) {
        if (slot != null) {
            ops.add(new Op.Remove(slot));
        }
    }

    @Override
    public void renamed(@Nullable Slot from, @Nullable Slot to, @Nullable Integer inode) throws IOException {
        if (from == null && to == null) {
            return;
        }
        if (from == null || to == null || inode == null) {
            throw new IOException("moved into or out of what is recorded: " + from + " to " + to);
        }
        ops.add(new Op.Rename(from, to, inode));
    }

    @Override
    public void written(@Nullable Integer inode, long offset, byte[] bytes) {
        if (inode != null) {
            ops.add(new Op.Write(inode, Math.toIntExact(offset), Content.of(bytes)));
        }
    }

    @Override
    public void truncated(@Nullable Integer inode, long size) {
        if (inode != null) {
            ops.add(new Op.Truncate(inode, Math.toIntExact(size)));
        }
    }

    @Override
    public void attributesSet(@Nullable Integer inode, Attributes attributes) {
        if (inode != null) {
            ops.add(new Op.SetAttributes(inode, attributes));
        }
    }

    @Override
    public void forced(@Nullable Integer inode, Path path) {
        if (inode != null) {
            Path absolute = path.toAbsolutePath();
            ops.add(new Op.Force(
                    inode, absolute.startsWith(root) ? root.relativize(absolute).toString() : absolute.toString()));
        }
    }
}
