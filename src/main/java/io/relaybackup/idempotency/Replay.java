package io.relaybackup.idempotency;

import io.relaybackup.operation.Answers;
import io.relaybackup.operation.Operation;
import io.relaybackup.operation.OperationStatus;
import io.relaybackup.operation.Operations;
import io.relaybackup.operation.WaitPreference;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers a repeated request: with the first answer, byte for byte; or, where a crash left none, with the operation
 * that was started, as it stands.
 */
final class Replay {

    static final String HEADER = "Idempotent-Replay";

    private final Operations operations;
    private final JsonMapper json;
    private final ProblemWriter problems;

    Replay(Operations operations, JsonMapper json, ProblemWriter problems) {
        this.operations = operations;
        this.json = json;
        this.problems = problems;
    }

    void write(KeyRecord known, HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HEADER, "true");
        Answer answer = known.answer();
        if (answer != null) {
            write(answer, response);
            return;
        }
        Optional<Operation> operation = operations.find(known.operation());
        if (operation.isEmpty()) {
            problems.write(request, response, forgotten(known));
            return;
        }
        write(operation.get(), request, response);
    }

    private static Problem forgotten(KeyRecord known) {
        return Problem.conflict(
                        "operation-forgotten",
                        "This key has started the operation " + known.operation()
                                + ", of which nothing is known any more; look at what it was to do, and use a new key.")
                .withOperation(known.operation().value());
    }

    private void write(Operation operation, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        OperationStatus status = operation.status();
        boolean result = status.isFinished() && !WaitPreference.of(request).isAbsent();
        if (result && status != OperationStatus.SUCCEEDED) {
            problems.write(request, response, Answers.problem(operation));
            return;
        }
        Map<String, String> headers = Map.of(
                HttpHeaders.LOCATION,
                Answers.location(operation.id()).toString(),
                HttpHeaders.CONTENT_TYPE,
                MediaType.APPLICATION_JSON_VALUE);
        write(new Answer(result ? 200 : 202, headers, json.writeValueAsString(operation)), response);
    }

    private static void write(Answer answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }
}
