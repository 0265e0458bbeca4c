package io.relaybackup.restore;

import io.relaybackup.engine.directory.RawPaths;
import io.relaybackup.problem.Problem;
import io.relaybackup.source.Source;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a restore may go to a target: below a configured directory, away from all that this service lives on,
 * and into nothing that is there already. Judges real paths, so that no symlink leads elsewhere.
 */
final class AllowedTargets {

    /** In bytes; no usual file system has longer ones. */
    private static final int LONGEST_NAME = 255;

    private final List<Path> allowed;
    private final List<Path> ours;
    private final MountTable mounts;

    /**
     * Takes the rules.
     *
     * @param allowed absolute; need not exist now
     * @param ours the data directory, the stores' and the state directory
     */
    AllowedTargets(List<Path> allowed, List<Path> ours, MountTable mounts) {
        this.allowed = List.copyOf(allowed);
        this.ours = List.copyOf(ours);
        this.mounts = mounts;
    }

    /**
     * The destination that a text means.
     *
     * @throws io.relaybackup.problem.ProblemException a 422 that says what is allowed; a 409 when it is not empty
     */
    Destination resolve(String target, FileSystem system) throws IOException {
        if (allowed.isEmpty()) {
            throw refused("no target is allowed; relay.backup.restore.allowed-targets names none");
        }
        Path asked = parse(target, system);
        Path parent = asked.getParent();
        Path name = asked.getFileName();
        if (parent == null || name == null) {
            throw refused("'" + target + "' is not below an allowed target; they are " + allowed);
        }
        if (!Files.isDirectory(parent)) {
            throw refused("the parent of '" + target + "' is not a directory");
        }
        Path real = parent.toRealPath().resolve(name);
        Path above = above(real);
        if (above == null) {
            throw refused("'" + target + "' is not below an allowed target; they are " + allowed);
        }
        for (Path own : ours) {
            Path realOwn = realPath(own);
            if (real.startsWith(realOwn) || realOwn.startsWith(real)) {
                throw refused("'" + target + "' is, holds or lies in a directory that the service itself uses");
            }
        }
        requireAbsentOrEmpty(target, real);
        requireOneFileSystem(target, real, above);
        return new Destination(new LocalRoot(real), above, target);
    }

    private static Path parse(String target, FileSystem system) {
        Path asked;
        try {
            asked = system.getPath(target);
        } catch (InvalidPathException e) {
            throw refused("is no path: " + e.getReason());
        }
        if (!asked.isAbsolute() || !asked.equals(asked.normalize())) {
            throw refused("'" + target + "' must be absolute, without '.' and '..'");
        }
        for (Path name : asked) {
            if (name.toString().equals(Source.RESERVED)) {
                throw refused("the name '" + Source.RESERVED + "' is reserved");
            }
            if (RawPaths.nameOf(name).bytes().length > LONGEST_NAME) {
                throw refused("has a name of more than " + LONGEST_NAME + " bytes");
            }
        }
        return asked;
    }

    /** The allowed target that a real path lies below; the innermost, as it is likelier on the same file system. */
    private @Nullable Path above(Path real) throws IOException {
        Path innermost = null;
        for (Path each : allowed) {
            if (Files.isDirectory(each)) {
                Path candidate = each.toRealPath();
                boolean inner = innermost == null || candidate.startsWith(innermost);
                if (inner && real.startsWith(candidate) && !real.equals(candidate)) {
                    innermost = candidate;
                }
            }
        }
        return innermost;
    }

    private static void requireAbsentOrEmpty(String target, Path real) throws IOException {
        if (!Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
            throw refused("'" + target + "' is there and no directory");
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(real)) {
            if (children.iterator().hasNext()) {
                throw Problem.conflict(
                                "target-not-empty",
                                "The target '" + target + "' is not empty; a restore goes to a directory that is"
                                        + " absent or empty.")
                        .withErrors(List.of(new Problem.FieldError("target", "is not empty")))
                        .asException();
            }
        }
    }

    /** What is prepared at the top of the allowed target could not be renamed elsewhere. */
    private void requireOneFileSystem(String target, Path real, Path above) throws IOException {
        Path at = above;
        for (Path name : above.relativize(real)) {
            at = at.resolve(name);
            boolean mounted = mounts.isMountPoint(at)
                    || Files.exists(at) && !Files.getFileStore(at).equals(Files.getFileStore(above));
            if (mounted) {
                throw refused("'" + target + "' is not on the file system of the allowed target " + above
                        + "; name the mounted directory as an allowed target of its own and restore below it");
            }
        }
    }

    /** With symlinks resolved as far as there is something. */
    private static Path realPath(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        Path existing = absolute;
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing.toRealPath().resolve(existing.relativize(absolute)).normalize();
    }

    private static RuntimeException refused(String message) {
        return RestoreRequest.refusal("target", message);
    }
}
