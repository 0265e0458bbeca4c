package io.relaybackup.browse;

import io.relaybackup.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.http.HttpRange;

/**
 * The parts of a file that a client asks for (RFC 9110, section 14).
 *
 * @param all at least one, each within the file
 */
record ByteRanges(List<Part> all) {

    /** More than this many at once is nobody's need. */
    private static final int MOST = 16;

    private static final String UNIT = "bytes=";

    private static final Pattern BEYOND = Pattern.compile("\\d{19,}");

    ByteRanges {
        all = List.copyOf(all);
    }

    /**
     * One part.
     *
     * @param first its first byte, from 0
     * @param last its last byte, inclusive
     */
    record Part(long first, long last) {

        long length() {
            return last - first + 1;
        }

        /** The value of {@code Content-Range}. */
        String of(long size) {
            return "bytes " + first + "-" + last + "/" + size;
        }
    }

    /** Whether a server must heed it; units that nobody knows are to be ignored. */
    static boolean isKnown(String header) {
        return header.toLowerCase(Locale.ROOT).startsWith(UNIT);
    }

    /**
     * Reads the header.
     *
     * @throws io.relaybackup.problem.ProblemException a 416 when it is malformed, asks for too many parts, or for none
     *     that the file has
     */
    static ByteRanges parse(String header, long size) {
        List<Part> parts;
        try {
            parts = HttpRange.parseRanges(normal(header)).stream()
                    .filter(range -> range.getRangeStart(size) < size)
                    .map(range -> new Part(range.getRangeStart(size), range.getRangeEnd(size)))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw refused("'" + header + "' is no range of bytes like 'bytes=0-99', 'bytes=100-' or 'bytes=-100'.");
        }
        if (parts.isEmpty()) {
            throw refused("The file has " + size + " bytes; nothing of it is in the range '" + header + "'.");
        }
        if (parts.size() > MOST) {
            throw refused("At most " + MOST + " ranges are answered at once, not " + parts.size() + ".");
        }
        return new ByteRanges(parts);
    }

    /** The unit in lower case, and positions beyond all numbers as the greatest: they are past the end all the same. */
    private static String normal(String header) {
        return UNIT + BEYOND.matcher(header.substring(UNIT.length())).replaceAll(Long.toString(Long.MAX_VALUE));
    }

    private static RuntimeException refused(String detail) {
        return Problem.of(416, "range-not-satisfiable", detail).asException();
    }
}
