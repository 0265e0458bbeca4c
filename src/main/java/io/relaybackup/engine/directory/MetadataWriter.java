package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gives what this process has just created the metadata of its entry. Safe for many threads. */
final class MetadataWriter {

    /** Not ours to give away, or no such owner in this user namespace or file system. */
    private static final Set<String> OWNER_REFUSED = Set.of("EPERM", "EINVAL", "EOPNOTSUPP");

    private static final String NOT_ALL_ATTRIBUTES = "its extended attributes could not all be set";

    /** Until then the JDK sets them by {@code lutimes}, which knows no less than a microsecond. */
    private static final boolean EXACT_TIMES_OF_SYMLINKS = Runtime.version().feature() >= 22;

    private final Consumer<TreeProblem> notices;

    /** Whom the system makes the owner of what this process creates; learned from the first. */
    private volatile @Nullable Inode first;

    MetadataWriter(Consumer<TreeProblem> notices) {
        this.notices = notices;
    }

    /** The last thing done to an entry; its mode may keep even us from it afterwards. */
    void finish(Path path, Entry entry) throws IOException {
        Metadata metadata = entry.metadata();
        extended(path, entry);
        owner(path, entry.path(), metadata);
        time(path, entry.path(), metadata.modified());
        if (entry.type() == EntryType.SYMLINK && !EXACT_TIMES_OF_SYMLINKS) {
            timeOfSymlink(entry.path(), metadata.modified());
        }
        if (entry.type() != EntryType.SYMLINK) {
            Files.setAttribute(path, "unix:mode", metadata.mode(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** Sets a time; false when it could not. */
    interface Timing {
        boolean set() throws IOException;
    }

    /**
     * {@link #finish} for a fifo or a device under a name that is nobody else's. The JDK opens what it may not follow,
     * which for these waits or wakes a driver, so the mode is set by the name, and the time by others.
     */
    void finishSpecial(Path path, Entry entry, Timing time) throws IOException {
        if (!entry.metadata().extended().isEmpty()) {
            notice(entry.path(), null, NOT_ALL_ATTRIBUTES);
        }
        owner(path, entry.path(), entry.metadata());
        Files.setAttribute(path, "unix:mode", entry.metadata().mode());
        if (!time.set()) {
            notice(entry.path(), null, "its time could not be set");
        }
    }

    void notice(TreePath path, @Nullable String code, String message) {
        notices.accept(new TreeProblem(path, TreeProblem.Severity.WARNING, code, message));
    }

    private void extended(Path path, Entry entry) {
        try {
            ExtendedAttributes.write(path, entry.metadata().extended());
        } catch (IOException e) {
            String code = ErrorCode.find(e);
            notice(entry.path(), code, NOT_ALL_ATTRIBUTES);
        }
    }

    private void owner(Path path, TreePath name, Metadata metadata) throws IOException {
        Inode own = first;
        if (own == null) {
            own = Inode.of(path);
            first = own;
        }
        // The group first: whoever gives a file away may no longer change it.
        if (metadata.gid() != own.gid()) {
            chown(path, name, "unix:gid", metadata.gid());
        }
        if (metadata.uid() != own.uid()) {
            chown(path, name, "unix:uid", metadata.uid());
        }
    }

    private void chown(Path path, TreePath name, String attribute, int id) throws IOException {
        try {
            Files.setAttribute(path, attribute, id, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            String code = ErrorCode.of(e);
            if (!OWNER_REFUSED.contains(code)) {
                throw e;
            }
            notice(name, code, "its owner could not be set: " + attribute + " " + id);
        }
    }

    private void timeOfSymlink(TreePath name, Instant modified) {
        if (!modified.equals(modified.truncatedTo(ChronoUnit.MICROS))) {
            notice(name, null, "its time lost what is below a microsecond, as it is a symlink: " + modified);
        }
    }

    /** The JDK turns a time before 1970 that has a fraction of a second into 1970, so it gets none. */
    private void time(Path path, TreePath name, Instant modified) throws IOException {
        Instant possible = modified;
        if (modified.getEpochSecond() < 0 && modified.getNano() != 0) {
            possible = Instant.ofEpochSecond(modified.getEpochSecond());
            notice(name, null, "its time lost a fraction of a second, as it is before 1970: " + modified);
        }
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(possible), null, null);
    }
}
