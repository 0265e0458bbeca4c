package io.relaybackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.SampleBackup;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.operation.OperationProperties;
import io.relaybackup.operation.OperationRequest;
import io.relaybackup.operation.OperationStatus;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.Operations;
import io.relaybackup.state.StateDatabase;
import io.relaybackup.store.FakeStore;
import io.relaybackup.store.Store;
import io.relaybackup.trash.Trash;
import io.relaybackup.trash.TrashEmptying;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class StoreRoomTest {

    private final IOException full = new FileSystemException("file", null, "No space left on device");

    private final Clock clock = Clock.systemUTC();
    private final StoredBackup old = SampleBackup.at("2026-03-01T03:00:00Z").make();
    private final FakeStore fake = new FakeStore().with(old);
    private final Store store = fake.called("local");
    private final StoreRoom room =
            new StoreRoom(TrashEmptying.of(new Trash(Duration.ofDays(3), clock), any -> 0, clock));
    private final AtomicInteger attempts = new AtomicInteger();
    private StateDatabase database;
    private Operations operations;

    @BeforeEach
    void open(@TempDir Path directory) {
        database = StateDatabase.open(directory, clock, List.of(Operations.SCHEMA));
        operations =
                Operations.open(database, JsonMapper.builder().build(), clock, OperationProperties.DEFAULTS, List.of());
    }

    @AfterEach
    void close() {
        operations.close();
        database.close();
    }

    private interface Work {
        Object run(OperationContext context) throws IOException;
    }

    private Operation run(Work work) throws Exception {
        Operation begun =
                operations.start(new OperationRequest(OperationType.BACKUP, "test", null, null, Set.of()), work::run);
        return operations.whenFinished(begun.id()).get(30, TimeUnit.SECONDS);
    }

    private Object fail(IOException reason, int times) throws IOException {
        if (attempts.incrementAndGet() <= times) {
            throw reason;
        }
        return "written";
    }

    @Test
    void aDiskThatRunsFullIsGivenTheTrashAndTriedAgain() throws Exception {
        fake.discard(old.id(), clock.instant());
        Operation done = run(context -> room.write(store, context, () -> fail(full, 1)));
        assertThat(done.status()).isEqualTo(OperationStatus.SUCCEEDED);
        assertThat(attempts).hasValue(2);
        assertThat(fake.trash()).isEmpty();
        assertThat(done.log().toString()).contains("there is no space left, so the trash is emptied");
    }

    @Test
    void oneThatStaysFullFailsWithItsOwnReason() throws Exception {
        fake.discard(old.id(), clock.instant());
        Operation done = run(context -> room.write(store, context, () -> fail(full, 9)));
        assertThat(done.status()).isEqualTo(OperationStatus.FAILED);
        assertThat(String.valueOf(done.problem())).contains("ENOSPC");
        assertThat(attempts).hasValue(2);
    }

    @Test
    void withAnEmptyTrashOrOtherTroubleNothingIsTriedAgain() throws Exception {
        assertThat(run(context -> room.write(store, context, () -> fail(full, 9)))
                        .status())
                .isEqualTo(OperationStatus.FAILED);
        assertThat(attempts).hasValue(1);
        fake.discard(old.id(), clock.instant());
        assertThat(run(context -> room.write(store, context, () -> fail(new AccessDeniedException("x"), 9)))
                        .status())
                .isEqualTo(OperationStatus.FAILED);
        assertThat(attempts).hasValue(2);
        assertThat(fake.trash()).hasSize(1);
    }
}
