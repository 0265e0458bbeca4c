package io.relaybackup.operation;

import io.relaybackup.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/** Starts work that ends when and how a test says. */
@Profile(WorkApplication.PROFILE)
@RestController
public class WorkController {

    /** How often work was started. */
    public static final AtomicInteger STARTED = new AtomicInteger();

    private static final Map<String, CountDownLatch> GATES = new ConcurrentHashMap<>();

    private final Operations operations;
    private final Answers answers;

    WorkController(Operations operations, Answers answers) {
        this.operations = operations;
        this.answers = answers;
    }

    /**
     * What to do.
     *
     * @param gate the work waits until a test opens it; null for none
     * @param end {@code succeed}, or the name of a problem
     */
    public record Work(@Nullable String gate, String end) {}

    /** Lets work go on. */
    public static void open(String gate) {
        gate(gate).countDown();
    }

    private static CountDownLatch gate(String name) {
        return GATES.computeIfAbsent(name, n -> new CountDownLatch(1));
    }

    @PostMapping("/work")
    DeferredResult<ResponseEntity<?>> work(
            @RequestBody Work work, HttpServletRequest request, HttpServletResponse response) {
        return answers.accepted(request, response, start(work, request));
    }

    @PostMapping("/things")
    DeferredResult<ResponseEntity<?>> make(
            @RequestBody Work work, HttpServletRequest request, HttpServletResponse response) {
        URI location = URI.create("/things/1");
        return answers.accepted(
                request,
                response,
                start(work, request),
                location,
                () -> Map.of("thing", "in the making"),
                ended -> ResponseEntity.created(location).body(Map.of("thing", "made")));
    }

    @PostMapping("/dry")
    Map<String, Integer> dry() {
        return Map.of("calls", STARTED.incrementAndGet());
    }

    @PostMapping("/refused")
    void refused() {
        STARTED.incrementAndGet();
        throw Problem.conflict("in-the-way", "Something is in the way.").asException();
    }

    @PostMapping({"/tokens", "/stores/local/keys"})
    Map<String, String> secret() {
        return Map.of("value", "secret");
    }

    private Operation start(Work work, HttpServletRequest request) {
        OperationRequest wanted = new OperationRequest(OperationType.VERIFY, Actor.of(request), null, null, Set.of());
        return operations.start(wanted, context -> {
            STARTED.incrementAndGet();
            context.log("begun");
            context.advance(1, 10);
            if (work.gate() != null) {
                await(gate(work.gate()), context);
            }
            context.log("ending");
            return switch (work.end()) {
                case "succeed" -> Map.of("by", context.actor());
                case "no-space" -> throw new IOException("No space left on device");
                default ->
                    throw Problem.conflict(work.end(), "So it was wanted.").asException();
            };
        });
    }

    private static void await(CountDownLatch gate, OperationContext context) throws InterruptedException {
        while (!gate.await(5, TimeUnit.MILLISECONDS)) {
            context.checkCancelled();
        }
    }
}
