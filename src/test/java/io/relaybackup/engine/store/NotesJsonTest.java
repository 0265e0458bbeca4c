package io.relaybackup.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotesJsonTest {

    private static final Notes FULL = new Notes(
            List.of("release", "v=1"),
            "before the \"migration\"\nof ünïcode",
            new Notes.Hold("legal", Instant.parse("2027-01-01T00:00:00Z")),
            new Notes.Verification(Instant.parse("2026-11-23T03:00:00.5Z"), VerifyLevel.DATA, false, 3));

    @Test
    void notesReadBackEqual() throws IOException {
        assertThat(NotesJson.read(NotesJson.write(FULL))).isEqualTo(FULL);
        assertThat(NotesJson.read(NotesJson.write(Notes.NONE))).isEqualTo(Notes.NONE);
        Notes heldForEver = Notes.NONE.withHold(new Notes.Hold("evidence", null));
        assertThat(NotesJson.read(NotesJson.write(heldForEver))).isEqualTo(heldForEver);
    }

    @Test
    void wordsAreInLowerCaseAndTimesHaveMilliseconds() throws IOException {
        String json = new String(NotesJson.write(FULL), StandardCharsets.UTF_8);
        assertThat(json).contains("\"level\": \"data\"", "\"at\": \"2026-11-23T03:00:00.500Z\"");
    }

    @Test
    void aTagThatIsNotAllowedIsDamage() {
        assertThatThrownBy(() -> NotesJson.read("{\"tags\":[\"relay.hold=x\"]}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CorruptBackupException.class)
                .hasMessageContaining("notes.json")
                .hasMessageContaining("reserved");
    }

    /** Nobody could reckon with it. */
    @Test
    void aTimeOfAYearThatIsTooFarAwayIsDamage() {
        for (String year : new String[] {"+999999999", "-999999999", "+10000", "-0001"}) {
            byte[] json = ("{\"deleted\":\"" + year + "-12-31T00:00:00Z\"}").getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> NotesJson.deleted(json)).isInstanceOf(CorruptBackupException.class);
        }
    }
}
