package io.relaybackup.browse;

import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.request.RawRequestPath;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

@RestController
@Tag(name = "Browse")
class FilesController {

    /** {@code /backups/<id>/files/} */
    private static final int SEGMENTS_BEFORE_PATH = 3;

    private final BackupReader reader;

    FilesController(BackupReader reader) {
        this.reader = reader;
    }

    @GetMapping("/backups/{id}/files")
    @Operation(
            operationId = "listFiles",
            summary = "Lists a directory of a backup",
            description = "By the bytes of the names. Each file's `href` is where its content is.")
    @Parameter(
            name = "path",
            in = ParameterIn.QUERY,
            description = "Of the directory, from the data directory; the top without it",
            schema = @Schema(type = "string", example = "blockchain"))
    ResponseEntity<FileList> list(
            @PathVariable String id,
            @RequestParam(defaultValue = "1000") @Min(1) @Max(10_000) int limit,
            @Parameter(description = "From the page before") @RequestParam(required = false) @Nullable String cursor,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        TreePath path = RawRequestPath.parameter(request, "path").orElse(TreePath.ROOT);
        try (OpenedBackup backup = reader.open(id)) {
            FileList page = FileList.of(backup, backup.directory(path).path(), after(cursor), limit);
            if (page.next() == null) {
                return ResponseEntity.ok(page);
            }
            String link = "/backups/" + backup.id() + "/files?path=" + page.path() + "&limit=" + limit + "&cursor="
                    + RawText.utf8(page.next()).percentEncoded();
            return ResponseEntity.ok()
                    .header(HttpHeaders.LINK, "<" + link + ">; rel=\"next\"")
                    .body(page);
        }
    }

    private static @Nullable RawText after(@Nullable String cursor) {
        try {
            return cursor == null ? null : RawText.percentDecoded(cursor);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("invalid-parameter", "The cursor is none that this service gave.")
                    .asException(e);
        }
    }

    @GetMapping(path = "/backups/{id}/files/{*path}", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    @Operation(
            operationId = "downloadFile",
            summary = "Downloads a file of a backup",
            description =
                    "Its path is percent-encoded from its raw bytes, as in `href`. A whole file is compared with its"
                            + " checksum on the way; when it does not match, the connection is cut before the last byte.")
    @Parameter(
            name = "path",
            in = ParameterIn.PATH,
            required = true,
            description = "Of the file, from the data directory",
            schema = @Schema(type = "string", example = "system/config.json"))
    @ApiResponse(
            responseCode = "200",
            description = "The file",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                            schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(
            responseCode = "206",
            description = "The part that `Range` asked for",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                            schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(responseCode = "304", description = "As `If-None-Match` names it", content = @Content)
    ResponseEntity<StreamingResponseBody> download(
            @PathVariable String id,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) HttpServletResponse response)
            throws IOException {
        TreePath path = RawRequestPath.below(request, SEGMENTS_BEFORE_PATH);
        try (OpenedBackup backup = reader.open(id)) {
            Entry file = backup.file(path);
            String etag = etag(file);
            Conditions conditions = new Conditions(request, etag);
            HttpHeaders headers = new HttpHeaders();
            headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
            if (etag != null) {
                headers.setETag(etag);
            }
            if (conditions.isNotModified()) {
                return ResponseEntity.status(304).headers(headers).build();
            }
            headers.set(HttpHeaders.CONTENT_DISPOSITION, Attachment.named(path.name()));
            FileDownload download = new FileDownload(reader, backup.id(), file);
            if (request.getMethod().equals("HEAD")) {
                return download.head(headers);
            }
            Optional<String> range = conditions.range();
            return range.isEmpty()
                    ? download.whole(headers, response)
                    : download.parts(ranges(range.get(), file, response), headers, response);
        }
    }

    private static ByteRanges ranges(String header, Entry file, HttpServletResponse response) {
        try {
            return ByteRanges.parse(header, file.size());
        } catch (ProblemException e) {
            response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + file.size());
            throw e;
        }
    }

    private static @Nullable String etag(Entry file) {
        ContentId id = file.contentId();
        return id != null && id.isSha256() ? '"' + id.hex() + '"' : null;
    }
}
