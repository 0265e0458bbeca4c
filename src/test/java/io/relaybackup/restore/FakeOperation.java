package io.relaybackup.restore;

import io.relaybackup.operation.Claim;
import io.relaybackup.operation.OperationContext;
import io.relaybackup.operation.OperationId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;

/** An operation that notes its phases and may be cancelled at any of the moments at which it asks. */
public final class FakeOperation implements OperationContext {

    final List<String> phases = new ArrayList<>();
    private final int allowed;
    private int asked;

    public FakeOperation() {
        this(Integer.MAX_VALUE);
    }

    /** Lets it go on so many times. */
    FakeOperation(int allowed) {
        this.allowed = allowed;
    }

    @Override
    public OperationId id() {
        return SwapScene.OPERATION;
    }

    @Override
    public String actor() {
        return "test";
    }

    @Override
    public void log(String line) {}

    @Override
    public void phase(String name) {
        phases.add(name);
    }

    @Override
    public void expect(long files, long bytes) {}

    @Override
    public void claim(Collection<Claim> claims) {}

    @Override
    public void advance(long files, long bytes) {}

    @Override
    public synchronized void checkCancelled() {
        if (++asked > allowed) {
            throw new CancellationException();
        }
    }
}
