package io.relaybackup.maintenance;

import io.relaybackup.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What there is to do. None touches the data directory or a backup, but that recovery ends a restore that was cut
 * short.
 */
enum Task {
    BACKUP,
    VALIDATE,
    FIX,
    CLEAR_CACHE,
    RESET;

    /**
     * The task of this name.
     *
     * @throws io.relaybackup.problem.ProblemException a 404 that lists the names there are
     */
    static Task named(String name) {
        return Arrays.stream(values())
                .filter(task -> task.word().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.notFound(
                                "task-not-found",
                                "There is no such maintenance task; there are "
                                        + List.of(values()).stream()
                                                .map(Task::word)
                                                .toList() + ".")
                        .asException());
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
