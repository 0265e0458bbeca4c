package io.relaybackup.drill;

import io.relaybackup.operation.OperationId;
import io.relaybackup.problem.Problem;
import io.relaybackup.state.StateDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Drills as a test says that they went, in a real state database. */
public final class HeldDrills implements AutoCloseable {

    private final StateDatabase database;
    private final Drills drills;
    private int held;

    public HeldDrills(Path directory, DrillPlan plan, int historyCount, List<String> stores, Clock clock) {
        database = StateDatabase.open(directory, clock, List.of(DrillTable.SCHEMA));
        drills = Drills.open(new DrillTable(database, JsonMapper.builder().build()), stores, plan, historyCount, clock);
    }

    public Drills drills() {
        return drills;
    }

    public Drill begin(String store, Instant at) {
        OperationId id = new OperationId(String.format("op-%026d", ++held));
        Drill drill = Drill.begun(id, "backup-2026-11-23T03-00-00-000Z", store, "tester", at);
        drills.keep(drill);
        return drill;
    }

    public void succeed(String store, Instant at) {
        drills.keep(begin(store, at).ended(DrillOutcome.SUCCEEDED, at.plusSeconds(1), null));
    }

    public void fail(String store, Instant at) {
        Problem problem = Problem.of(507, "no-space", "It needs more.").withCode("ENOSPC");
        drills.keep(begin(store, at).ended(DrillOutcome.FAILED, at.plusSeconds(1), problem));
    }

    @Override
    public void close() {
        database.close();
    }
}
