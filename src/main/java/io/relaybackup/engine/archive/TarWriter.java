package io.relaybackup.engine.archive;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.RawText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/**
 * Entries in the pax format. The fixed header keeps what it has room for, with names as their bytes; what it has no
 * room for stands in {@link PaxRecords} before it, and so do names that are UTF-8 but not ASCII, which a reader in
 * another locale would take for something else. A long name that is not UTF-8 stands there as its bytes, which GNU tar,
 * libarchive and Python take as they are.
 *
 * <p>The library's own pax headers can't hold such bytes, so that it writes only blocks and fixed headers here.
 */
final class TarWriter implements EntryWriter {

    private static final int BLOCK = 512;

    private static final int BUFFER = 64 * 1024;

    /** Of a block that no reader takes for a header. */
    private static final byte POISON = (byte) 0xff;

    private static final int NAME_LENGTH = 100;

    private static final long MAX_ID = 07777777L;

    private static final long MAX_NUMBER = 0777_7777_7777L;

    private static final int PAX_MODE = 0644;

    private final OutputStream out;
    private final TarArchiveOutputStream tar;
    private final HardLinks links = new HardLinks();
    private boolean inContent;

    TarWriter(OutputStream to) {
        out = new BufferedOutputStream(to, BUFFER);
        tar = new TarArchiveOutputStream(out, BLOCK, StandardCharsets.ISO_8859_1.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_TRUNCATE);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
    }

    void finish() throws IOException {
        tar.finish();
        out.flush();
    }

    /**
     * Makes sure that what was written is not taken for a whole archive: tar readers mind no missing end, so that one
     * that stops between two entries would pass. In the middle of a file's content nothing is needed, for its last
     * bytes are missing.
     */
    void breakOff() throws IOException {
        if (!inContent) {
            byte[] block = new byte[BLOCK];
            Arrays.fill(block, POISON);
            out.write(block);
        }
        out.flush();
    }

    @Override
    public void directory(Entry directory) throws IOException {
        put(directory, TarConstants.LF_DIR, 0, null);
    }

    @Override
    public void symlink(Entry symlink) throws IOException {
        put(symlink, TarConstants.LF_SYMLINK, 0, Objects.requireNonNull(symlink.linkTarget()));
    }

    @Override
    public boolean hardLink(Entry file) throws IOException {
        Entry first = links.firstNameOf(file);
        if (first == null) {
            return false;
        }
        put(file, TarConstants.LF_LINK, 0, first.path().text());
        return true;
    }

    @Override
    public void file(Entry file, InputStream content) throws IOException {
        begin(file, TarConstants.LF_NORMAL, file.size(), null);
        inContent = file.size() > 0;
        content.transferTo(tar);
        tar.closeArchiveEntry();
        inContent = false;
    }

    @Override
    public void special(Entry entry) throws IOException {
        if (entry.type() == EntryType.FIFO) {
            put(entry, TarConstants.LF_FIFO, 0, null);
        }
    }

    private void put(Entry entry, byte kind, long size, @Nullable RawText target) throws IOException {
        begin(entry, kind, size, target);
        tar.closeArchiveEntry();
    }

    private void begin(Entry entry, byte kind, long size, @Nullable RawText target) throws IOException {
        RawText name = name(entry);
        PaxRecords pax = records(entry.metadata(), name, size, target);
        if (!pax.isEmpty()) {
            pax(name, pax.bytes(), entry.metadata().modified());
        }
        Metadata metadata = entry.metadata();
        TarArchiveEntry header = header(latin1(name), kind, metadata.mode(), metadata.modified());
        header.setUserId(Integer.toUnsignedLong(metadata.uid()));
        header.setGroupId(Integer.toUnsignedLong(metadata.gid()));
        header.setSize(size);
        if (target != null) {
            header.setLinkName(latin1(target));
        }
        tar.putArchiveEntry(header);
    }

    private static PaxRecords records(Metadata metadata, RawText name, long size, @Nullable RawText target) {
        PaxRecords pax = new PaxRecords();
        putText(pax, "path", name);
        if (target != null) {
            putText(pax, "linkpath", target);
        }
        putNumber(pax, "size", size, MAX_NUMBER);
        putNumber(pax, "uid", Integer.toUnsignedLong(metadata.uid()), MAX_ID);
        putNumber(pax, "gid", Integer.toUnsignedLong(metadata.gid()), MAX_ID);
        Instant modified = metadata.modified();
        if (modified.getNano() != 0 || modified.getEpochSecond() < 0 || modified.getEpochSecond() > MAX_NUMBER) {
            pax.put("mtime", modified);
        }
        metadata.extended().forEach((key, value) -> pax.put("SCHILY.xattr." + key, value));
        return pax;
    }

    private static void putText(PaxRecords pax, String key, RawText text) {
        if (text.length() >= NAME_LENGTH || !text.isPlainAscii() && text.decodedUtf8() != null) {
            pax.put(key, text);
        }
    }

    private static void putNumber(PaxRecords pax, String key, long number, long max) {
        if (number > max) {
            pax.put(key, number);
        }
    }

    private void pax(RawText name, byte[] records, Instant modified) throws IOException {
        TarArchiveEntry header =
                header("PaxHeaders/" + latin1(name), TarConstants.LF_PAX_EXTENDED_HEADER_LC, PAX_MODE, modified);
        header.setSize(records.length);
        tar.putArchiveEntry(header);
        tar.write(records);
        tar.closeArchiveEntry();
    }

    /** The time in whole seconds, because with a fraction the library would write a pax header of its own. */
    private static TarArchiveEntry header(String name, byte kind, int mode, Instant modified) {
        TarArchiveEntry header = new TarArchiveEntry(name, kind, true);
        header.setMode(mode);
        header.setModTime(FileTime.from(Instant.ofEpochSecond(modified.getEpochSecond())));
        header.setUserName("");
        header.setGroupName("");
        return header;
    }

    private static RawText name(Entry entry) {
        RawText path = entry.path().text();
        if (!entry.isDirectory()) {
            return path;
        }
        byte[] bytes = path.bytes();
        byte[] withSlash = Arrays.copyOf(bytes, bytes.length + 1);
        withSlash[bytes.length] = '/';
        return RawText.of(withSlash);
    }

    /** Each byte as one character, which the library turns back into that byte. */
    private static String latin1(RawText text) {
        return new String(text.bytes(), StandardCharsets.ISO_8859_1);
    }
}
