package io.relaybackup.browse;

import io.relaybackup.engine.tree.CheckedContent;
import io.relaybackup.engine.tree.Entry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * One file as an answer. The backup is opened again when the answer is written, on another thread, so that nothing
 * stays open where it never is.
 */
final class FileDownload {

    private static final int BUFFER = 64 * 1024;

    private static final String LINE = "\r\n";

    private final BackupReader reader;
    private final String backup;
    private final Entry file;

    FileDownload(BackupReader reader, String backup, Entry file) {
        this.reader = reader;
        this.backup = backup;
        this.file = file;
    }

    ResponseEntity<StreamingResponseBody> head(HttpHeaders headers) {
        return ResponseEntity.ok()
                .headers(headers)
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .contentLength(file.size())
                .build();
    }

    /** All of it, compared with its checksum. */
    ResponseEntity<StreamingResponseBody> whole(HttpHeaders headers, HttpServletResponse response) {
        return ResponseEntity.ok()
                .headers(headers)
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .contentLength(file.size())
                .body(Streamed.of(response, out -> {
                    try (OpenedBackup opened = reader.open(backup);
                            InputStream in = CheckedContent.open(opened.tree(), file)) {
                        copy(in, out, file.size());
                    }
                }));
    }

    /** Some of it; a part alone cannot be compared with anything. */
    ResponseEntity<StreamingResponseBody> parts(ByteRanges ranges, HttpHeaders headers, HttpServletResponse response) {
        if (ranges.all().size() == 1) {
            ByteRanges.Part part = ranges.all().get(0);
            return ResponseEntity.status(206)
                    .headers(headers)
                    .contentType(MediaType.APPLICATION_OCTET_STREAM)
                    .contentLength(part.length())
                    .header(HttpHeaders.CONTENT_RANGE, part.of(file.size()))
                    .body(Streamed.of(response, out -> {
                        try (OpenedBackup opened = reader.open(backup)) {
                            write(opened, part, out);
                        }
                    }));
        }
        String boundary = UUID.randomUUID().toString();
        return ResponseEntity.status(206)
                .headers(headers)
                .header(HttpHeaders.CONTENT_TYPE, "multipart/byteranges; boundary=" + boundary)
                .body(Streamed.of(response, out -> writeAll(ranges, boundary, out)));
    }

    private void writeAll(ByteRanges ranges, String boundary, OutputStream out) throws IOException {
        try (OpenedBackup opened = reader.open(backup)) {
            for (ByteRanges.Part part : ranges.all()) {
                String head = LINE + "--" + boundary + LINE + "Content-Type: application/octet-stream" + LINE
                        + "Content-Range: " + part.of(file.size()) + LINE + LINE;
                out.write(head.getBytes(StandardCharsets.US_ASCII));
                write(opened, part, out);
            }
            out.write((LINE + "--" + boundary + "--" + LINE).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void write(OpenedBackup opened, ByteRanges.Part part, OutputStream out) throws IOException {
        try (InputStream in = opened.tree().open(file)) {
            in.skipNBytes(part.first());
            copy(in, out, part.length());
        }
    }

    private void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = length;
        while (left > 0) {
            int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (n < 0) {
                throw new IOException("'" + file.path() + "' ended " + left + " bytes too early");
            }
            out.write(buffer, 0, n);
            left -= n;
        }
    }
}
