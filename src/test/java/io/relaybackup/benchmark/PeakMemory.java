package io.relaybackup.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The most memory that a process ever had at once, its peak resident set, in KiB. */
final class PeakMemory {

    private PeakMemory() {}

    static long ofThisProcess() throws IOException {
        return read(Path.of("/proc/self/status"));
    }

    /** 0 when it has ended. */
    static long of(Process process) throws IOException {
        try {
            return read(Path.of("/proc/" + process.pid() + "/status"));
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static long read(Path status) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
