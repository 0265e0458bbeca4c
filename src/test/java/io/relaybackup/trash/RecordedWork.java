package io.relaybackup.trash;

import io.relaybackup.operation.Claim;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.operation.OperationId;
import io.relaybackup.problem.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An operation that keeps its log, and gets every claim but those that others hold. */
final class RecordedWork implements OperationContext {

    final List<String> log = new ArrayList<>();
    final Set<Claim> held = new HashSet<>();
    Runnable onClaim = () -> {};

    @Override
    public OperationId id() {
        return new OperationId("op-" + "0".repeat(26));
    }

    @Override
    public String actor() {
        return "test";
    }

    @Override
    public void log(String line) {
        log.add(line);
    }

    @Override
    public void phase(String name) {}

    @Override
    public void expect(long files, long bytes) {}

    @Override
    public void claim(Collection<Claim> claims) {
        if (claims.stream().anyMatch(held::contains)) {
            throw Problem.conflict("operation-in-progress", "It is in use.").asException();
        }
        onClaim.run();
    }

    @Override
    public void advance(long files, long bytes) {}

    @Override
    public void checkCancelled() {}
}
