package io.relaybackup.engine.directory;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs a program of the system to its end, for the few things that the JDK cannot do: the only place of the engine
 * where a process is started. Nothing that it says is heard.
 *
 * <p>A program gets no words but the engine's own and absolute paths, so nobody's file can be taken for an option.
 */
final class SystemCommand {

    private SystemCommand() {}

    /**
     * Whether a program can be told of a place: one by whose name it meets what we meet. A file system that stands
     * before the machine's own, as one that records or fails, must not be gone round.
     */
    static boolean canBeTold(Path path) {
        return "file".equals(path.getFileSystem().provider().getScheme()) && RawPaths.isSafe(path.toString());
    }

    /** Whether it was there and content. */
    static boolean run(List<String> line) throws InterruptedIOException {
        Process process;
        try {
            process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return false;
        }
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It reads nothing anyway.
        }
        try {
            return process.waitFor() == 0;
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + line.get(0) + " was running");
        }
    }
}
