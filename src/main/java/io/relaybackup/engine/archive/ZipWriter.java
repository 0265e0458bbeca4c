package io.relaybackup.engine.archive;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.Metadata;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Entries in the zip format, for a stream that cannot go back: a file's size and checksum follow its content in a
 * descriptor, with eight bytes for each size where the header announces zip64. Directories, symlinks (their content is
 * the target) and empty files need no descriptor and are stored as they are.
 *
 * <p>Written by hand because the libraries keep an object for each entry until the end, close to a kilobyte with its
 * extra fields; here it is the few bytes of {@link ZipDirectory}.
 */
final class ZipWriter implements EntryWriter, Closeable {

    private static final int BUFFER = 64 * 1024;

    /** Deflate adds at most 5 bytes to each 16 KiB that it cannot compress; this is well above that. */
    private static final int GROWTH = 1000;

    private static final int DESCRIPTOR = 0x08074b50;

    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int SYMLINK = 0120000;

    private static final byte[] NOTHING = {};

    private final CountedOutput out;
    private final ZipNames names;
    private final ZipDirectory directory = new ZipDirectory();
    /** A download should not wait for the last percent: level 1 is several times faster than the default. */
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);

    private final byte[] in = new byte[BUFFER];
    private final byte[] compressed = new byte[BUFFER];

    private final long zip64From;

    ZipWriter(OutputStream out, ZipNames names) {
        this(out, names, ZipHeader.MAX_32);
    }

    /** With another limit than the format's, for files that could be larger than it when deflated. */
    ZipWriter(OutputStream out, ZipNames names, long zip64From) {
        this.out = new CountedOutput(out);
        this.names = names;
        this.zip64From = zip64From;
    }

    void finish() throws IOException {
        directory.writeTo(out);
    }

    @Override
    public void directory(Entry entry) throws IOException {
        stored(entry, DIRECTORY, NOTHING);
    }

    @Override
    public void symlink(Entry entry) throws IOException {
        stored(entry, SYMLINK, Objects.requireNonNull(entry.linkTarget()).bytes());
    }

    @Override
    public boolean hardLink(Entry file) {
        return false;
    }

    @Override
    public void special(Entry entry) {}

    @Override
    public void file(Entry file, InputStream content) throws IOException {
        if (file.size() == 0) {
            stored(file, REGULAR, NOTHING);
            return;
        }
        boolean zip64 = file.size() + file.size() / GROWTH + GROWTH >= zip64From;
        ZipHeader header = header(file, REGULAR).deflated(zip64);
        long offset = out.count();
        out.write(header.local());
        long start = out.count();
        CRC32 crc = new CRC32();
        deflate(content, crc);
        long compressedSize = out.count() - start;
        out.write(descriptor(crc.getValue(), compressedSize, file.size(), zip64));
        directory.add(header.central(crc.getValue(), compressedSize, file.size(), offset));
    }

    private void deflate(InputStream content, CRC32 crc) throws IOException {
        deflater.reset();
        for (int n = content.read(in); n >= 0; n = content.read(in)) {
            crc.update(in, 0, n);
            deflater.setInput(in, 0, n);
            while (!deflater.needsInput()) {
                out.write(compressed, 0, deflater.deflate(compressed));
            }
        }
        deflater.finish();
        while (!deflater.finished()) {
            out.write(compressed, 0, deflater.deflate(compressed));
        }
    }

    private void stored(Entry entry, int kind, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipHeader header = header(entry, kind).stored(crc.getValue(), content.length);
        long offset = out.count();
        out.write(header.local());
        out.write(content);
        directory.add(header.central(crc.getValue(), content.length, content.length, offset));
    }

    private ZipHeader header(Entry entry, int kind) throws IOException {
        Metadata metadata = entry.metadata();
        return new ZipHeader(names.of(entry), kind | metadata.mode(), metadata);
    }

    private static byte[] descriptor(long crc, long compressedSize, long size, boolean zip64) {
        LittleEndian bytes = new LittleEndian().int32(DESCRIPTOR).int32(crc);
        if (zip64) {
            return bytes.int64(compressedSize).int64(size).bytes();
        }
        return bytes.int32(compressedSize).int32(size).bytes();
    }

    @Override
    public void close() {
        deflater.end();
        directory.close();
    }
}
