package io.relaybackup.engine.repository;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A folder of every odd file there is, made by the script that also made those of the golden repositories. */
final class OddFiles {

    private static final Path SCRIPT = Path.of("src/test/resources/golden/odd-files.sh");

    private OddFiles() {}

    static Path make(Path folder) throws IOException, InterruptedException {
        Process script = new ProcessBuilder("bash", SCRIPT.toString(), folder.toString())
                .redirectErrorStream(true)
                .start();
        script.getOutputStream().close();
        String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (script.waitFor() != 0) {
            throw new AssertionError("the odd files were not made: " + said);
        }
        return folder;
    }
}
