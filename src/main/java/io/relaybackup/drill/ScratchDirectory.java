package io.relaybackup.drill;

import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.problem.Problem;
import io.relaybackup.restore.Rehearsals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where drills restore to: away from the live data and from every store, and empty while none runs. Judges real paths
 * each time, so that no symlink leads elsewhere.
 */
final class ScratchDirectory {

    static final String KEY = "relay.backup.drills.directory";

    private static final Logger log = LoggerFactory.getLogger(ScratchDirectory.class);

    private final Path directory;
    private final Map<String, Path> apart;
    private final Path state;

    /**
     * Looks at nothing.
     *
     * @param apart what it must not hold, be or lie in, by the setting that names it
     * @param state what it must not hold or be, but may lie in
     */
    ScratchDirectory(Path directory, Map<String, Path> apart, Path state) {
        this.directory = directory.toAbsolutePath().normalize();
        this.apart = new LinkedHashMap<>(apart);
        this.state = state;
    }

    /**
     * Makes sure that it is where it may be.
     *
     * @throws IllegalArgumentException when it is not, with the settings that are in each other's way
     */
    void check() {
        Path real = resolved(directory);
        apart.forEach((key, other) -> {
            Path otherReal = resolved(other);
            if (real.startsWith(otherReal) || otherReal.startsWith(real)) {
                throw new IllegalArgumentException(KEY + " (" + directory + ") and " + key + " (" + other
                        + ") must not be the same directory or lie inside one another");
            }
        });
        if (resolved(state).startsWith(real)) {
            throw new IllegalArgumentException(
                    KEY + " (" + directory + ") must not be, nor hold, relay.backup.state-directory (" + state + ")");
        }
    }

    /**
     * Makes it where it is missing, for its owner alone.
     *
     * @throws io.relaybackup.problem.ProblemException a 409 when it cannot be used
     */
    Path prepare() {
        try {
            check();
            if (Files.notExists(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            return directory.toRealPath();
        } catch (IllegalArgumentException e) {
            throw refusal("it lies where live data or a store is now").asException(e);
        } catch (IOException e) {
            String code = ErrorCode.of(e);
            throw refusal(code).withCode(code).asException(e);
        }
    }

    private static Problem refusal(String why) {
        return Problem.conflict("scratch-directory-unusable", "The directory for drills cannot be used: " + why + ".");
    }

    /** Removes what a crash left; trouble is logged, and what is left goes the next time. */
    void empty(Rehearsals rehearsals) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try {
            check();
            rehearsals.removeLeftovers(directory);
        } catch (IOException | IllegalArgumentException e) {
            log.warn("What an interrupted drill left in {} could not be removed", directory, e);
        }
    }

    /** With symlinks resolved as far as there is something. */
    private static Path resolved(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        for (Path existing = absolute; existing != null; existing = existing.getParent()) {
            if (Files.exists(existing)) {
                try {
                    return existing.toRealPath()
                            .resolve(existing.relativize(absolute))
                            .normalize();
                } catch (IOException e) {
                    return absolute;
                }
            }
        }
        return absolute;
    }
}
