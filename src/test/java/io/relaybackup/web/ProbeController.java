package io.relaybackup.web;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.problem.Problem;
import io.relaybackup.request.RawRequestPath;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** A controller that fails in every way that ours may. */
@Profile("probe")
@RestController
class ProbeController {

    static final AtomicInteger POSTED = new AtomicInteger();

    record Body(
            @Nullable String name,
            @Nullable VerifyLevel level,
            @Nullable Boolean full,
            @Nullable Integer count,
            @Nullable List<@NotBlank(message = "must not be blank") String> tags,
            @Nullable BackupId backup,
            @Nullable Instant from,
            @Nullable Nested nested) {}

    record Nested(int depth) {
        Nested {
            if (depth > 3) {
                throw new IllegalArgumentException("a depth is at most 3, not " + depth);
            }
        }
    }

    record Echo(VerifyLevel level, Instant time) {}

    @PostMapping("/probe")
    Echo post(@RequestBody @Valid Body body) {
        POSTED.incrementAndGet();
        return new Echo(VerifyLevel.DATA, Instant.parse("2026-01-02T03:04:05.000006Z"));
    }

    @GetMapping("/probe")
    Map<String, String> get(
            @RequestParam(required = false) @Nullable VerifyLevel level,
            @RequestParam(defaultValue = "50")
                    @Min(value = 1, message = "must be at least 1")
                    @Max(value = 500, message = "must be at most 500")
                    int limit,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable String text) {
        return Map.of("limit", Integer.toString(limit), "text", String.valueOf(text));
    }

    @GetMapping("/probe/needs")
    Map<String, String> needs(@RequestParam String what) {
        return Map.of("what", what);
    }

    @GetMapping("/probe/backups/{id}")
    Map<String, String> id(@PathVariable BackupId id) {
        return Map.of("id", id.value());
    }

    @GetMapping("/probe/fails/{how}")
    Map<String, String> fails(@PathVariable String how) throws IOException {
        switch (how) {
            case "problem" ->
                throw Problem.conflict("in-the-way", "Something is in the way.")
                        .withOperation("op-1")
                        .withCode("EBUSY")
                        .asException();
            case "no-space" -> throw new FileSystemException("/very/secret/path", null, "No space left on device");
            case "access" -> throw new AccessDeniedException("/very/secret/path");
            case "unchecked" -> throw new UncheckedIOException(new BackupNotFoundException("backup-x"));
            case "error" -> throw new StackOverflowError("/very/secret/path");
            default -> throw new IllegalStateException("/very/secret/path");
        }
    }

    @GetMapping("/probe/timeout")
    DeferredResult<String> timeout() {
        return new DeferredResult<>(100L);
    }

    @GetMapping(path = "/probe/stream", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    StreamingResponseBody stream(@RequestParam int bytes) {
        return out -> {
            out.write(new byte[bytes]);
            out.flush();
            throw new IOException("the disk broke");
        };
    }

    @GetMapping(path = "/probe/write", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    void write(HttpServletResponse response) throws IOException {
        response.getOutputStream().write(new byte[100_000]);
        response.flushBuffer();
        throw new IOException("the disk broke");
    }

    @GetMapping("/backups/{id}/files/{*path}")
    ResponseEntity<String> file(HttpServletRequest request) {
        byte[] path = RawRequestPath.below(request, 3).text().bytes();
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body('"' + HexFormat.of().formatHex(path) + '"');
    }

    @GetMapping("/backups/{id}/files")
    @Parameter(name = "path", in = ParameterIn.QUERY)
    ResponseEntity<String> list(HttpServletRequest request) {
        String path = RawRequestPath.parameter(request, "path")
                .map(p -> HexFormat.of().formatHex(p.text().bytes()))
                .orElse("none");
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body('"' + path + '"');
    }
}
