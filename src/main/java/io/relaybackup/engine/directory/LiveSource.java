package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.SourceStamp;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the parts of a {@link DirectoryTree} share: how one name becomes an entry, and where problems go. */
final class LiveSource {

    private static final int LOOKS = 3;

    private final DirectoryHandles handles;
    private final CaptureRules rules;
    private final CaptureSettings settings;
    private final Consumer<TreeProblem> problems;
    private final Clock clock;

    LiveSource(
            DirectoryHandles handles,
            CaptureRules rules,
            CaptureSettings settings,
            Consumer<TreeProblem> problems,
            Clock clock) {
        this.handles = handles;
        this.rules = rules;
        this.settings = settings;
        this.problems = problems;
        this.clock = clock;
    }

    DirectoryHandles handles() {
        return handles;
    }

    CaptureRules rules() {
        return rules;
    }

    CaptureSettings settings() {
        return settings;
    }

    Instant now() {
        return clock.instant();
    }

    /** What changed after this time is too young to be settled when it is captured now. */
    Instant young() {
        return clock.instant().minus(settings.settledAfter());
    }

    void warn(TreePath path, String message) {
        problems.accept(TreeProblem.warning(path, message));
    }

    /** Reports what came of an attempt to read something. */
    void report(TreePath path, IOException e) {
        problems.accept(TreeProblem.ofReading(path, e));
    }

    static boolean isGone(IOException e) {
        return TreeProblem.isGone(e);
    }

    /** One exception for all that means that a file is gone, its directory having been replaced too. */
    static IOException asGone(TreePath path, IOException e) {
        if (!isGone(e) || e instanceof NoSuchFileException) {
            return e;
        }
        NoSuchFileException gone = new NoSuchFileException(path.toString());
        gone.initCause(e);
        return gone;
    }

    /**
     * The entry for a name; null when its type is left out, which is reported.
     *
     * <p>A file is looked at by path only: its content is opened through the handle and compared, and a stamp that
     * equals an earlier one proves by inode that it is the same file. Everything else is looked at both ways.
     *
     * @param directory where the name is in
     * @param young as {@link #young} was when the look began
     * @throws NoSuchFileException when it is gone, or the path no longer leads to the directory
     */
    @Nullable
    Entry entry(KnownDirectory directory, RawText name, TreePath path, Instant young) throws IOException {
        Path place = RawPaths.resolve(directory.path(), name);
        for (int look = 0; look < LOOKS; look++) {
            Inode inode = Inode.of(place);
            EntryType type = inode.type();
            if (type == EntryType.FILE) {
                return new Entry(path, type, inode.size(), inode.metadata(Map.of()), null, null, stamp(inode, young));
            }
            if (type != EntryType.DIRECTORY && type != EntryType.SYMLINK) {
                return special(path, inode, young);
            }
            Entry confirmed = confirmed(directory, place, path, inode, young);
            if (confirmed != null) {
                return confirmed;
            }
        }
        throw new NoSuchFileException(path.toString(), null, "replaced whenever it was looked at");
    }

    private @Nullable Entry special(TreePath path, Inode inode, Instant young) {
        EntryType type = inode.type();
        if (settings.special().contains(type)) {
            boolean device = type == EntryType.CHARACTER_DEVICE || type == EntryType.BLOCK_DEVICE;
            long number = device ? inode.rdev() : 0;
            return new Entry(path, type, 0, inode.metadata(Map.of()), null, null, stamp(inode, young), number);
        }
        warn(path, "left out, as it is a " + inWords(type));
        return null;
    }

    /** Null when what the path led to is not what the directory itself has under that name. */
    private @Nullable Entry confirmed(KnownDirectory directory, Path place, TreePath path, Inode before, Instant young)
            throws IOException {
        DirectoryHandle handle = handles.acquire(directory);
        try {
            RawText target = before.type() == EntryType.SYMLINK ? RawPaths.readLink(place) : null;
            Map<String, RawText> extended = target == null ? ExtendedAttributes.read(place) : Map.of();
            Inode.Keyed after = Inode.keyed(place);
            if (!after.inode().isSameFileAs(before) || !after.agreesWith(handle.look(place))) {
                return null;
            }
            Inode inode = after.inode();
            return new Entry(path, before.type(), 0, inode.metadata(extended), target, null, stamp(inode, young));
        } catch (NotLinkException e) {
            return null;
        } finally {
            handles.release(handle);
        }
    }

    /** Times in the future are young too. */
    static SourceStamp stamp(Inode inode, Instant young) {
        return inode.stamp(!inode.modified().isAfter(young) && !inode.changed().isAfter(young));
    }

    private static String inWords(EntryType type) {
        return switch (type) {
            case FIFO -> "fifo";
            case SOCKET -> "socket";
            case CHARACTER_DEVICE, BLOCK_DEVICE -> "device";
            case FILE, DIRECTORY, SYMLINK -> throw new IllegalArgumentException("not special: " + type);
        };
    }
}
