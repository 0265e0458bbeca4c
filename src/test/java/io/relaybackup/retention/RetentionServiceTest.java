package io.relaybackup.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.RetentionPolicy;
import io.relaybackup.engine.store.SampleBackup;
import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.operation.Claim;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationProperties;
import io.relaybackup.operation.OperationRequest;
import io.relaybackup.operation.OperationStatus;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.Operations;
import io.relaybackup.source.Component;
import io.relaybackup.source.Source;
import io.relaybackup.state.StateDatabase;
import io.relaybackup.store.FakeStore;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import io.relaybackup.trash.Trash;
import io.relaybackup.trash.TrashEmptying;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class RetentionServiceTest {

    private static final RetentionPolicy KEEP_TWO = RetentionPolicy.keepLast(2);

    private static final List<BackupId> IDS = List.of(id(5), id(4), id(3), id(2), id(1));

    private final Clock clock = Clock.fixed(Instant.parse("2026-03-10T12:00:00Z"), ZoneOffset.UTC);
    private final FakeStore fake = new FakeStore().with(day(1), day(2), day(3), day(4), day(5));
    private final Trash trash = new Trash(Duration.ofDays(3), clock);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private StateDatabase database;
    private Operations operations;

    private static StoredBackup day(int day) {
        return SampleBackup.at("2026-03-0" + day + "T03:00:00Z").make();
    }

    private static BackupId id(int day) {
        return day(day).id();
    }

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

    private RetentionService service(Store... stores) {
        List<Component> components = SampleBackup.COMPONENTS.stream()
                .map(name -> new Component(
                        name,
                        name,
                        name.equals(Component.ADDITIONAL)
                                ? List.of()
                                : List.of(io.relaybackup.engine.tree.TreePath.of(name)),
                        false,
                        List.of(),
                        List.of()))
                .toList();
        Source source = new Source(Path.of("/srv/relay/data"), Path.of("/srv/relay"), SampleBackup.HOST, components);
        RetentionListener fails = (store, backup) -> {
            throw new IllegalStateException("a listener that fails");
        };
        return new RetentionService(
                new Stores(List.of(stores)),
                source,
                operations,
                trash,
                TrashEmptying.of(trash, store -> 0, clock),
                List.of(fails, (store, backup) -> heard.add(store + " " + backup)),
                clock);
    }

    private Operation finished(Operation started) throws Exception {
        return operations.whenFinished(started.id()).get(30, TimeUnit.SECONDS);
    }

    /** What the operation's result says of the first store. */
    private static List<String> reported(Operation done, String field) {
        return Objects.requireNonNull(done.result())
                .get("stores")
                .get(0)
                .get(field)
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    private List<BackupId> left() throws Exception {
        return fake.list().stream().map(StoredBackup::id).toList();
    }

    @Test
    void aRunRemovesWhatThePreviewSaysAndTellsOfIt() throws Exception {
        RetentionService service = service(fake.called("local", KEEP_TWO));
        List<BackupId> announced = service.preview().get(0).plan().removals().stream()
                .map(StoredBackup::id)
                .toList();
        assertThat(left()).isEqualTo(IDS);

        Operation done = finished(service.start("alice"));

        assertThat(done.status()).isEqualTo(OperationStatus.SUCCEEDED);
        assertThat(done.type()).isEqualTo(OperationType.RETENTION);
        assertThat(done.actor()).isEqualTo("alice");
        assertThat(announced).containsExactly(id(1), id(2), id(3));
        assertThat(left()).containsExactly(id(5), id(4));
        assertThat(heard).containsExactly("local " + id(1), "local " + id(2), "local " + id(3));
        assertThat(reported(done, "removed"))
                .containsExactlyElementsOf(
                        announced.stream().map(BackupId::value).toList());
    }

    @Test
    void aStoreWithoutAPolicyKeepsEverything() throws Exception {
        RetentionService service = service(fake.called("local"));
        assertThat(service.preview().get(0).plan().decisions())
                .hasSize(5)
                .allMatch(decision -> decision.kept()
                        && decision.reasons().get(0).rule().word().equals("no-policy"));
        finished(service.start("alice"));
        assertThat(left()).isEqualTo(IDS);
    }

    @Test
    @SuppressWarnings("try") // a lease is held, not used
    void whatIsInUseIsSkippedAndThePreviewSaysSo() throws Exception {
        RetentionService service = service(fake.called("local", KEEP_TWO));
        try (Operations.Lease lease = operations.claim("a download", Set.of(Claim.reading(id(2))))) {
            assertThat(service.preview().get(0).plan().removals())
                    .extracting(StoredBackup::id)
                    .containsExactly(id(1), id(3));
            Operation done = finished(service.start("alice"));
            assertThat(done.status()).isEqualTo(OperationStatus.SUCCEEDED);
            assertThat(reported(done, "inUse")).containsExactly(id(2).value());
        }
        assertThat(left()).containsExactly(id(5), id(4), id(2));
    }

    @Test
    void whatTheRunningBackupItselfLinksToIsNotInItsWay() throws Exception {
        RetentionService service = service(fake.called("local", RetentionPolicy.keepLast(1)));
        OperationRequest backup = new OperationRequest(
                OperationType.BACKUP,
                "alice",
                id(5),
                null,
                Set.of(Claim.source(), Claim.changing(id(5)), Claim.reading(id(4))));
        finished(operations.start(backup, context -> {
            service.run(List.of(fake.called("local", RetentionPolicy.keepLast(1))), context);
            return "made";
        }));
        assertThat(left()).containsExactly(id(5));
    }

    @Test
    void whatCannotBeRemovedIsReportedAndTheOthersGo() throws Exception {
        fake.keeping(id(1), new AccessDeniedException("backup"));
        Operation done = finished(service(fake.called("local", KEEP_TWO)).start("alice"));
        assertThat(left()).containsExactly(id(5), id(4), id(1));
        assertThat(done.status()).isEqualTo(OperationStatus.FAILED);
        assertThat(done.problem()).satisfies(problem -> {
            assertThat(Objects.requireNonNull(problem).name()).isEqualTo("retention-failed");
            assertThat(problem.code()).isEqualTo("EACCES");
            assertThat(problem.store()).isEqualTo("local");
            assertThat(problem.backup()).isEqualTo(id(1).value());
            assertThat(problem.errors()).hasSize(1);
        });
    }

    @Test
    void troubleAfterABackupFailsNoBackup() throws Exception {
        fake.keeping(id(1), new AccessDeniedException("backup"));
        RetentionService service = service(fake.called("local", KEEP_TWO));
        OperationRequest backup = new OperationRequest(OperationType.BACKUP, "alice", id(5), null, Set.of());
        Operation done = finished(operations.start(backup, context -> {
            service.run(List.of(fake.called("local", KEEP_TWO)), context);
            return "made";
        }));
        assertThat(done.status()).isEqualTo(OperationStatus.SUCCEEDED);
        assertThat(done.log()).anyMatch(line -> line.message().contains("EACCES"));
        assertThat(left()).containsExactly(id(5), id(4), id(1));
    }

    @Test
    void aStoreThatIsAwayIsReportedAndTheOthersAreLookedAt() throws Exception {
        FakeStore away = new FakeStore();
        away.fail(new StoreUnavailableException("the disk is not mounted", null));
        RetentionService service = service(away.called("away", KEEP_TWO), fake.called("local", KEEP_TWO));
        assertThat(service.preview().get(0).problem()).satisfies(problem -> {
            assertThat(Objects.requireNonNull(problem).name()).isEqualTo("store-unavailable");
        });
        Operation done = finished(service.start("alice"));
        assertThat(done.status()).isEqualTo(OperationStatus.FAILED);
        assertThat(left()).containsExactly(id(5), id(4));
    }

    @Test
    void aHoldThatCameSinceThePlanIsHonoured() throws Exception {
        RetentionListener holds = (store, backup) ->
                fake.with(SampleBackup.at("2026-03-02T03:00:00Z").held(null).make());
        Operation done = finished(operations.start(
                new OperationRequest(OperationType.RETENTION, "alice", null, null, Set.of()), context -> {
                    Store store = fake.called("local", KEEP_TWO);
                    return new RetentionRun(store, service(store)::planOfRun, trash, List.of(holds), context).run();
                }));
        assertThat(done.status()).isEqualTo(OperationStatus.SUCCEEDED);
        assertThat(left()).contains(id(2)).doesNotContain(id(1), id(3));
    }
}
