package io.relaybackup.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.store.Notes;
import io.relaybackup.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class BackupChangesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static BackupChanges parse(String json) {
        return JsonMapper.shared().readValue(json, BackupChanges.class);
    }

    private static void refused(String json, int status, String... words) {
        assertThatThrownBy(() -> parse(json).check(NOW)).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().status()).isEqualTo(status);
            assertThat(e.problem().detail()).contains(words);
        });
    }

    @Test
    void whatIsAbsentStaysAndWhatIsNullGoes() {
        Notes before = new Notes(List.of("a"), "note", new Notes.Hold("why", null), null);

        Notes after = parse("{\"note\":null,\"tags\":[\"b\",\"b\"]}").apply(before);

        assertThat(after.note()).isNull();
        assertThat(after.tags()).containsExactly("b");
        assertThat(after.hold()).isEqualTo(before.hold());
        assertThat(parse("{\"hold\":null}").apply(before).hold()).isNull();
    }

    @Test
    void aHoldMayHaveAnEnd() {
        Notes after = parse("{\"hold\":{\"reason\":\"audit\",\"until\":\"2026-12-31T00:00:00Z\"}}")
                .apply(Notes.NONE);

        assertThat(after.isHeld(NOW)).isTrue();
        assertThat(after.isHeld(Instant.parse("2026-12-31T00:00:00Z"))).isFalse();
    }

    @Test
    void whatIsNotAllowedIsRefusedByName() {
        refused("{\"colour\":1}", 400, "colour");
        refused("{}", 422, "Nothing");
        refused("{\"tags\":\"a\"}", 422, "tags", "list");
        refused("{\"tags\":[\"relay.hold=x\"]}", 422, "reserved");
        refused("{\"tags\":[\"with space\"]}", 422, "tags");
        refused("{\"note\":5}", 422, "note");
        refused("{\"hold\":{}}", 422, "reason");
        refused("{\"hold\":{\"reason\":\"x\",\"until\":\"soon\"}}", 422, "hold.until");
        refused("{\"hold\":{\"reason\":\"x\",\"until\":\"2025-01-01T00:00:00Z\"}}", 422, "future");
        refused("{\"hold\":{\"reason\":\"x\",\"by\":\"me\"}}", 422, "by");
    }

    @Test
    void aRefusalChangesNothing() {
        assertThatThrownBy(() -> parse("{\"note\":\"new\",\"tags\":[7]}").apply(Notes.NONE))
                .isInstanceOf(ProblemException.class);
    }
}
