package io.relaybackup.browse;

import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.SelectedTree;
import io.relaybackup.engine.tree.TreePath;
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
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
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
class ArchiveController {

    private final BackupReader reader;

    ArchiveController(BackupReader reader) {
        this.reader = reader;
    }

    @GetMapping(
            path = "/backups/{id}/archive",
            produces = {"application/zip", "application/x-tar", "application/zstd"})
    @Operation(
            operationId = "downloadArchive",
            summary = "Downloads a backup, or a part of it, as an archive",
            description =
                    "Names in it are those in the data directory. Content is compared with its checksums on the way;"
                            + " when something does not match, the connection is cut and the archive has no end.")
    @Parameter(
            name = "path",
            in = ParameterIn.QUERY,
            description = "Only this file or directory",
            schema = @Schema(type = "string", example = "users"))
    @ApiResponse(
            responseCode = "200",
            description = "The archive",
            content = {
                @Content(mediaType = "application/zip", schema = @Schema(type = "string", format = "binary")),
                @Content(mediaType = "application/x-tar", schema = @Schema(type = "string", format = "binary")),
                @Content(mediaType = "application/zstd", schema = @Schema(type = "string", format = "binary"))
            })
    ResponseEntity<StreamingResponseBody> archive(
            @PathVariable String id,
            @Parameter(schema = @Schema(allowableValues = {"zip", "tar", "tar.zst"})) @RequestParam String format,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) HttpServletResponse response)
            throws IOException {
        ArchiveFormat wanted = ArchiveFormat.of(format);
        TreePath path = RawRequestPath.parameter(request, "path").orElse(TreePath.ROOT);
        String backup;
        try (OpenedBackup opened = reader.open(id)) {
            opened.entry(path);
            backup = opened.id();
        }
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(wanted.mediaType()))
                .header(HttpHeaders.CONTENT_DISPOSITION, Attachment.named(name(backup, path, wanted)));
        return request.getMethod().equals("HEAD")
                ? answer.build()
                : answer.body(Streamed.of(response, out -> write(backup, path, wanted, out)));
    }

    private static RawText name(String backup, TreePath path, ArchiveFormat format) {
        String part = path.isRoot() ? "" : "-" + path.name().percentEncoded();
        return RawText.percentDecoded(backup + part + "." + format.word());
    }

    private void write(String backup, TreePath path, ArchiveFormat format, OutputStream out) throws IOException {
        try (OpenedBackup opened = reader.open(backup)) {
            FileTree tree = path.isRoot() ? opened.tree() : SelectedTree.of(opened.tree(), List.of(path));
            format.to(out).write(tree, Progress.NONE);
        }
    }
}
