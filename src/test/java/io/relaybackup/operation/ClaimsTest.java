package io.relaybackup.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.operation.Claims.Holder;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClaimsTest {

    private static final BackupId BACKUP = new BackupId("backup-2025-09-18T16-08-34-266Z");

    private final Claims claims = new Claims();
    private final Holder restore = new Holder("the running restore", OperationIds.firstOf(1));
    private final Holder other = new Holder("the deletion of a backup", null);

    @Test
    void whatIsHeldAloneIsRefusedToOthersWithTheHoldersName() {
        claims.take(restore, List.of(Claim.source()));

        Problem problem = refusal(other, Claim.source());

        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.name()).isEqualTo("operation-in-progress");
        assertThat(problem.operation()).isEqualTo("op-00000000010000000000000000");
        assertThat(problem.detail())
                .isEqualTo("The data directory is in use by the running restore; try again when that has finished.");
    }

    @Test
    void aHolderThatIsNoOperationIsNamedInWordsAlone() {
        claims.take(other, List.of(Claim.changing(BACKUP)));

        Problem problem = refusal(restore, Claim.reading(BACKUP));

        assertThat(problem.operation()).isNull();
        assertThat(problem.detail())
                .startsWith("Backup backup-2025-09-18T16-08-34-266Z is in use by the deletion of a backup;");
    }

    @Test
    void readersShareAndKeepChangersOut() {
        claims.take(restore, List.of(Claim.reading(BACKUP)));
        claims.take(other, List.of(Claim.reading(BACKUP)));
        assertThat(refusal(new Holder("a third", null), Claim.changing(BACKUP)).status())
                .isEqualTo(409);
    }

    @Test
    void nothingIsTakenWhenOneOfSeveralIsRefused() {
        claims.take(restore, List.of(Claim.source()));
        assertThatThrownBy(() -> claims.take(other, List.of(Claim.changing(BACKUP), Claim.source())))
                .isInstanceOf(ProblemException.class);
        assertThatCode(() -> claims.take(restore, Set.of(Claim.changing(BACKUP))))
                .doesNotThrowAnyException();
    }

    @Test
    void aHolderIsNeverInItsOwnWay() {
        claims.take(restore, List.of(Claim.source(), Claim.reading(BACKUP)));
        assertThatCode(() -> claims.take(restore, List.of(Claim.source(), Claim.changing(BACKUP))))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsReleasedIsFreeForOthers() {
        claims.take(restore, List.of(Claim.source()));
        claims.release(restore);
        assertThatCode(() -> claims.take(other, List.of(Claim.source()))).doesNotThrowAnyException();
    }

    private Problem refusal(Holder holder, Claim claim) {
        return catchThrowableOfType(ProblemException.class, () -> claims.take(holder, List.of(claim)))
                .problem();
    }
}
