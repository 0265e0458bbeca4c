package io.relaybackup.engine.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * The headers that a zip repeats at its end, kept deflated until then: some thirty bytes an entry instead of a hundred
 * and fifty, because they are much alike.
 */
final class ZipDirectory implements Closeable {

    private static final int ZIP64_END = 0x06064b50;
    private static final int ZIP64_LOCATOR = 0x07064b50;
    private static final int END = 0x06054b50;
    private static final int ZIP64_END_REST = 44;
    private static final int VERSION_ZIP64 = 45;
    private static final int MADE_BY_UNIX = 3 << 8;
    private static final long MAX_16 = 0xFFFF;

    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final DeflaterOutputStream headers = new DeflaterOutputStream(kept, deflater);
    private long count;
    private long size;

    void add(byte[] header) throws IOException {
        headers.write(header);
        count++;
        size += header.length;
    }

    /** Writes all of it and the archive's end, with zip64's where a number does not fit. */
    void writeTo(CountedOutput out) throws IOException {
        headers.finish();
        long start = out.count();
        try (InputStream all = new InflaterInputStream(new ByteArrayInputStream(kept.toByteArray()))) {
            all.transferTo(out);
        }
        if (count >= MAX_16 || size >= ZipHeader.MAX_32 || start >= ZipHeader.MAX_32) {
            out.write(zip64End(start, out.count()));
        }
        out.write(new LittleEndian()
                .int32(END)
                .int16(0)
                .int16(0)
                .int16((int) Math.min(count, MAX_16))
                .int16((int) Math.min(count, MAX_16))
                .int32(Math.min(size, ZipHeader.MAX_32))
                .int32(Math.min(start, ZipHeader.MAX_32))
                .int16(0)
                .bytes());
    }

    private byte[] zip64End(long start, long offset) {
        return new LittleEndian()
                .int32(ZIP64_END)
                .int64(ZIP64_END_REST)
                .int16(MADE_BY_UNIX | VERSION_ZIP64)
                .int16(VERSION_ZIP64)
                .int32(0)
                .int32(0)
                .int64(count)
                .int64(count)
                .int64(size)
                .int64(start)
                .int32(ZIP64_LOCATOR)
                .int32(0)
                .int64(offset)
                .int32(1)
                .bytes();
    }

    @Override
    public void close() {
        deflater.end();
    }
}
