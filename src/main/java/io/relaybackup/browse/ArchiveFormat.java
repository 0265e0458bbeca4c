package io.relaybackup.browse;

import io.relaybackup.engine.archive.TarSink;
import io.relaybackup.engine.archive.ZipSink;
import io.relaybackup.engine.tree.TreeSink;
import io.relaybackup.problem.Problem;
import java.io.OutputStream;
import java.util.Arrays;

/** The archives there are. */
enum ArchiveFormat {
    ZIP("zip", "application/zip"),
    TAR("tar", "application/x-tar"),
    TAR_ZST("tar.zst", "application/zstd");

    private final String word;
    private final String mediaType;

    ArchiveFormat(String word, String mediaType) {
        this.word = word;
        this.mediaType = mediaType;
    }

    /**
     * The format of this name.
     *
     * @throws io.relaybackup.problem.ProblemException a 400 that lists those there are
     */
    static ArchiveFormat of(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word.equals(word))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest(
                                "invalid-parameter",
                                "The parameter 'format': '" + word + "' is none of "
                                        + Arrays.stream(values())
                                                .map(ArchiveFormat::word)
                                                .toList() + ".")
                        .asException());
    }

    /** As in the query, and at the end of a file's name. */
    String word() {
        return word;
    }

    String mediaType() {
        return mediaType;
    }

    TreeSink to(OutputStream out) {
        return switch (this) {
            case ZIP -> new ZipSink(out);
            case TAR -> TarSink.plain(out);
            case TAR_ZST -> TarSink.zstd(out);
        };
    }
}
