package io.relaybackup.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.Notes.Verification;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NotesTest {

    private static final Instant TIME = Instant.parse("2026-11-23T03:00:00Z");

    private static Verification look(VerifyLevel level, boolean intact) {
        return new Verification(TIME, level, intact, intact ? 0 : 1);
    }

    private static Verification after(Verification first, Verification second) {
        Verification left =
                Notes.NONE.withVerification(first).withVerification(second).verification();
        return Objects.requireNonNull(left);
    }

    @Test
    void aGlanceDoesNotTakeBackWhatACloserLookFound() {
        Verification damaged = look(VerifyLevel.DATA, false);
        assertThat(after(damaged, look(VerifyLevel.STRUCTURE, true))).isEqualTo(damaged);
        assertThat(after(damaged, look(VerifyLevel.STRUCTURE, false))).isEqualTo(damaged);
    }

    @Test
    void aGlanceDoesNotStandInForACloserLook() {
        Verification intact = look(VerifyLevel.DATA, true);
        assertThat(after(intact, look(VerifyLevel.STRUCTURE, true))).isEqualTo(intact);
    }

    @Test
    void damageSeenAtAGlanceCountsUntilAnyLookFindsNone() {
        Verification damaged = look(VerifyLevel.STRUCTURE, false);
        assertThat(after(look(VerifyLevel.DATA, true), damaged)).isEqualTo(damaged);
        assertThat(after(damaged, look(VerifyLevel.STRUCTURE, true)).intact()).isTrue();
    }

    @Test
    void anEquallyCloseOrCloserLookReplacesTheOneBefore() {
        Verification mended = look(VerifyLevel.DATA, true);
        assertThat(after(look(VerifyLevel.DATA, false), mended)).isEqualTo(mended);
        assertThat(after(look(VerifyLevel.STRUCTURE, false), mended)).isEqualTo(mended);
    }
}
