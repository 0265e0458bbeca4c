package io.relaybackup.program;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts programs in sessions of their own, where the system has {@code setsid}: many a script ends with {@code kill
 * 0}, which ends its whole process group, and that would be the service's.
 */
final class OwnSession {

    private static final String SETSID = "setsid";

    private OwnSession() {}

    /**
     * The words that start a program apart, as the same process. One that cannot be started is left as it is: so the
     * start says why.
     *
     * @param directory where it will work; null for where the service does
     */
    static List<String> around(List<String> words, @Nullable Path directory) {
        return around(words, directory, System.getenv());
    }

    static List<String> around(List<String> words, @Nullable Path directory, Map<String, String> environment) {
        Optional<Path> setsid = find(SETSID, directory, environment);
        if (setsid.isEmpty() || find(words.get(0), directory, environment).isEmpty()) {
            return words;
        }
        List<String> apart = new ArrayList<>();
        apart.add(setsid.get().toString());
        apart.addAll(words);
        return apart;
    }

    private static Optional<Path> find(String program, @Nullable Path directory, Map<String, String> environment) {
        Path here = directory == null ? Path.of("") : directory;
        Stream<String> places = program.contains("/")
                ? Stream.of("")
                : Stream.of(environment.getOrDefault("PATH", "/usr/bin:/bin").split(":"));
        return places.map(place -> here.resolve(place).resolve(program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }
}
