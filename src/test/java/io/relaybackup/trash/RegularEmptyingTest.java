package io.relaybackup.trash;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.SampleBackup;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationProperties;
import io.relaybackup.operation.OperationStatus;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.Operations;
import io.relaybackup.state.StateDatabase;
import io.relaybackup.store.FakeStore;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import io.relaybackup.testing.MovableClock;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class RegularEmptyingTest {

    private static final StoredBackup OLD =
            SampleBackup.at("2026-03-01T03:00:00Z").make();

    private final FakeStore fake = new FakeStore().with(OLD);
    private final Store store = fake.called("local");
    private final MovableClock clock = new MovableClock();

    @TempDir
    Path temp;

    private StateDatabase database;
    private Operations operations;
    private RegularEmptying emptying;

    @BeforeEach
    void open() throws IOException {
        database = StateDatabase.open(temp, clock, List.of(Operations.SCHEMA));
        operations =
                Operations.open(database, JsonMapper.builder().build(), clock, OperationProperties.DEFAULTS, List.of());
        TrashEmptying trash = new TrashEmptying(new Trash(Duration.ofHours(1), clock), any -> 0, clock);
        emptying = new RegularEmptying(trash, new Stores(List.of(store)), operations, clock);
        fake.discard(OLD.id(), clock.instant());
    }

    @AfterEach
    void close() {
        emptying.close();
        operations.close();
        database.close();
    }

    /** Looks once, and waits for what that starts. */
    private List<Operation> look() throws Exception {
        emptying.emptyWhatIsDue();
        List<Operation> all = operations.list(OperationType.DELETE, null, 10);
        for (Operation each : all) {
            operations.whenFinished(each.id()).get(30, TimeUnit.SECONDS);
        }
        return operations.list(OperationType.DELETE, null, 10);
    }

    @Test
    void nothingIsStartedBeforeSomethingIsDueAndNothingAfterIt() throws Exception {
        assertThat(look()).isEmpty();
        clock.setAhead(Duration.ofMinutes(61));
        assertThat(look()).singleElement().extracting(Operation::status).isEqualTo(OperationStatus.SUCCEEDED);
        assertThat(fake.trash()).isEmpty();
        clock.setAhead(Duration.ofHours(5));
        assertThat(look()).hasSize(1);
    }

    @Test
    void afterAFailureThereIsARestSoThatWhatIsStuckFillsNoHistory() throws Exception {
        fake.keeping(OLD.id(), new AccessDeniedException("x"));
        clock.setAhead(Duration.ofMinutes(61));
        assertThat(look()).singleElement().extracting(Operation::status).isEqualTo(OperationStatus.FAILED);
        clock.setAhead(Duration.ofMinutes(70));
        assertThat(look()).hasSize(1);
        clock.setAhead(Duration.ofMinutes(72));
        assertThat(look()).hasSize(2);
    }
}
