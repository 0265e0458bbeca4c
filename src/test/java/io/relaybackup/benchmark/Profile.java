package io.relaybackup.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Samples where this process spends its time. */
final class Profile {

    private static final Duration PERIOD = Duration.ofMillis(10);

    private static final int MOST = 14;

    private static final long MIB = 1024 * 1024;

    private final Recording recording;

    private Profile(Recording recording) {
        this.recording = recording;
    }

    static Profile start() {
        Recording recording = new Recording();
        recording.enable("jdk.ExecutionSample").withPeriod(PERIOD);
        recording.enable("jdk.NativeMethodSample").withPeriod(PERIOD);
        recording.enable("jdk.ObjectAllocationSample").with("throttle", "2000/s");
        recording.start();
        return new Profile(recording);
    }

    /**
     * In one line: the methods that were met most often, each with its share of all samples; then those that took most
     * memory, in MiB.
     */
    String stop() throws IOException {
        recording.stop();
        Path file = Files.createTempFile("profile", ".jfr");
        try {
            recording.dump(file);
            Map<String, Integer> samples = new HashMap<>();
            Map<String, Long> allocated = new HashMap<>();
            int all = 0;
            try (RecordingFile events = new RecordingFile(file)) {
                while (events.hasMoreEvents()) {
                    RecordedEvent event = events.readEvent();
                    String method = method(event);
                    if (event.getEventType().getName().equals("jdk.ObjectAllocationSample")) {
                        allocated.merge(method, event.getLong("weight"), Long::sum);
                    } else if (!method.isEmpty()) {
                        samples.merge(method, 1, Integer::sum);
                        all++;
                    }
                }
            }
            double whole = all;
            return all + " samples: "
                    + samples.entrySet().stream()
                            .sorted(Map.Entry.<String, Integer>comparingByValue()
                                    .reversed())
                            .limit(MOST)
                            .map(each -> String.format(
                                    Locale.ROOT, "%s %.0f%%", each.getKey(), 100 * each.getValue() / whole))
                            .collect(Collectors.joining(", "))
                    + "; allocated "
                    + allocated.values().stream().mapToLong(Long::longValue).sum() / MIB
                    + " MiB: "
                    + allocated.entrySet().stream()
                            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                            .limit(MOST / 2)
                            .map(each -> each.getKey() + " " + each.getValue() / MIB)
                            .collect(Collectors.joining(", "));
        } finally {
            Files.delete(file);
            recording.close();
        }
    }

    /** The one that a thread was in, with the method of ours that it works for; empty where it only waits. */
    private static String method(RecordedEvent event) {
        if (event.getStackTrace() == null) {
            return "";
        }
        List<RecordedFrame> frames = event.getStackTrace().getFrames();
        String top = name(frames.get(0));
        if (top.startsWith("EPoll") || top.startsWith("FileInputStream.readBytes")) {
            return "";
        }
        for (RecordedFrame frame : frames) {
            if (frame.getMethod().getType().getName().startsWith("io.relaybackup.")) {
                String ours = name(frame);
                return ours.equals(top) ? top : top + " for " + ours;
            }
        }
        return top;
    }

    private static String name(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.substring(type.lastIndexOf('.') + 1) + "."
                + frame.getMethod().getName();
    }
}
