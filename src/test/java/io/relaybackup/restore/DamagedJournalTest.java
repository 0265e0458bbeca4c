package io.relaybackup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A journal that does not say everything says nothing: what was put aside must never pass for garbage. */
class DamagedJournalTest {

    private static final String WHOLE = """
            {"format": 1, "operation": "op-01m83mq8f97457mb99p183c93j", "backup": "backup-2026-11-23T07-25-17-529Z",
             "phase": "restored", "startedAt": "2026-11-23T07:25:26Z", "units": [], "directories": []}
            """;

    @TempDir
    Path data;

    private Path saved() {
        return data.resolve(Source.RESERVED).resolve("old/0/precious");
    }

    private void journal(String text) throws IOException {
        Path folder = Files.createDirectory(data.resolve(Source.RESERVED));
        Files.createDirectories(folder.resolve("old/0"));
        Files.writeString(saved(), "precious");
        Files.writeString(folder.resolve("journal.json"), text);
    }

    private void assertNothingIsTouched() {
        RestoreRecovery recovery = new RestoreRecovery(data, new LocalSwapFiles(MountTable.ofThisProcess()));
        assertThatThrownBy(recovery::recover).isInstanceOf(DamagedJournalException.class);
        assertThat(saved()).hasContent("precious");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"format\": 1,",
                "\u0000\u0000\u0000",
            })
    void aTextThatIsNoJournalIsDamaged(String text) throws IOException {
        journal(text);
        assertNothingIsTouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"operation", "backup", "phase", "startedAt", "units", "directories"})
    void aJournalThatLacksAMemberIsDamaged(String member) throws IOException {
        journal(WHOLE.replace('"' + member + '"', "\"lost\"").replace("\"lost\": \"restored\",", ""));
        assertNothingIsTouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"operation", "backup", "phase", "startedAt", "units", "directories"})
    void aJournalWithANullIsDamaged(String member) throws IOException {
        journal(WHOLE.replaceAll('"' + member + "\": (\\[]|\"[^\"]*\")", '"' + member + "\": null"));
        assertNothingIsTouched();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{\"path\": null, \"replaces\": true, \"installs\": true}",
                "{\"path\": \"../escape\", \"replaces\": true, \"installs\": true}",
                "{\"path\": \"/etc\", \"replaces\": true, \"installs\": true}",
            })
    void aJournalWithANonsensicalUnitIsDamaged(String unit) throws IOException {
        journal(WHOLE.replace("\"units\": []", "\"units\": [" + unit + "]"));
        assertNothingIsTouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{\"before\": null, \"after\": null}", "{\"path\": null}"})
    void aJournalWithANonsensicalDirectoryIsDamaged(String directory) throws IOException {
        journal(WHOLE.replace("\"directories\": []", "\"directories\": [" + directory + "]"));
        assertNothingIsTouched();
    }
}
