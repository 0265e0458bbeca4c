package io.relaybackup.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationProperties;
import io.relaybackup.operation.OperationRequest;
import io.relaybackup.operation.OperationType;
import io.relaybackup.operation.Operations;
import io.relaybackup.state.StateDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import tools.jackson.databind.json.JsonMapper;

class IdempotencyKeysTest {

    private static final RequestKey KEY = new RequestKey("alice", "a");

    private final MovingClock clock = new MovingClock();
    private final JsonMapper json = JsonMapper.builder().build();
    private StateDatabase database;
    private IdempotencyKeys keys;
    private Operations operations;

    /** Stands still until it is moved. */
    private static final class MovingClock extends Clock {

        private Instant now = Instant.parse("2026-11-23T04:05:06.789Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return InstantSource.fixed(now).withZone(zone);
        }
    }

    @BeforeEach
    void open(@TempDir Path directory) {
        database = StateDatabase.open(directory, clock, List.of(Operations.SCHEMA, IdempotencyKeys.SCHEMA));
        keys = new IdempotencyKeys(database, json, clock, Duration.ofHours(24));
        operations = Operations.open(database, json, clock, OperationProperties.DEFAULTS, List.of(keys));
    }

    @AfterEach
    void close() {
        RequestContextHolder.resetRequestAttributes();
        operations.close();
        database.close();
    }

    private Operation start() {
        return operations.start(
                new OperationRequest(OperationType.VERIFY, "alice", null, null, Set.of()), context -> "done");
    }

    /** As if this thread worked for a request with the key. */
    private static void enter(RequestKey key) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setAttribute(
                Passage.ATTRIBUTE, new Passage(new Attempt(key, "fingerprint"), new MockHttpServletResponse()));
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
    }

    @Test
    void aKeyIsTiedToTheFirstOperationThatItsRequestStarts() {
        enter(KEY);
        Operation first = start();
        start();
        assertThat(keys.find(KEY)).hasValueSatisfying(known -> {
            assertThat(known.operation()).isEqualTo(first.id());
            assertThat(known.fingerprint()).isEqualTo("fingerprint");
            assertThat(known.answer()).isNull();
        });
    }

    @Test
    void whatStartsWithoutARequestIsTiedToNothing() {
        start();
        assertThat(keys.find(KEY)).isEmpty();
    }

    @Test
    void anAnswerIsKeptForADay() {
        enter(KEY);
        start();
        Answer answer = new Answer(201, Map.of("Location", "/things/1"), "{\"a\":\"\u00e9\"}");
        keys.answered(KEY, answer);

        clock.now = clock.now.plus(Duration.ofHours(24));
        assertThat(keys.find(KEY)).map(KeyRecord::answer).hasValue(answer);

        clock.now = clock.now.plusMillis(1);
        assertThat(keys.find(KEY)).isEmpty();
    }

    @Test
    void whatIsTooOldIsPurged() {
        enter(KEY);
        start();
        clock.now = clock.now.plus(Duration.ofHours(25));
        enter(new RequestKey("alice", "b"));
        start();
        assertThat(database.<Integer>read(client -> client.sql("SELECT count(*) FROM idempotency_key")
                        .query(Integer.class)
                        .single()))
                .isEqualTo(1);
    }

    @Test
    void anOldKeyMayBeUsedAgain() {
        enter(KEY);
        start();
        clock.now = clock.now.plus(Duration.ofHours(25));
        enter(KEY);
        Operation second = start();
        assertThat(keys.find(KEY)).map(KeyRecord::operation).hasValue(second.id());
    }

    @Test
    void clearingForgetsAll() {
        enter(KEY);
        start();
        assertThat(keys.clear()).isEqualTo(1);
        assertThat(keys.find(KEY)).isEmpty();
    }

    @Test
    void aDatabaseThatFailsStopsNoWork() {
        database.close();
        enter(KEY);
        start();
        assertThat(keys.find(KEY)).isEmpty();
    }
}
