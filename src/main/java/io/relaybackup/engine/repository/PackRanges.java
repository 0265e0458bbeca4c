package io.relaybackup.engine.repository;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which bytes of a pack to read at once, so that some of its blobs are had by few readings of bounded length. */
final class PackRanges {

    /** A gap that is cheaper to read than to skip. */
    private static final int GAP = 64 * 1024;

    private static final int MOST_AT_ONCE = 4 * 1024 * 1024;

    private PackRanges() {}

    /**
     * A part of a pack.
     *
     * @param blobs that lie in it, by offset
     */
    record Range(int offset, int length, List<PackedBlob> blobs) {

        Range {
            blobs = List.copyOf(blobs);
        }
    }

    static List<Range> of(List<PackedBlob> blobs) {
        List<PackedBlob> sorted = new ArrayList<>(blobs);
        sorted.sort(Comparator.comparingInt(PackedBlob::offset));
        List<Range> ranges = new ArrayList<>();
        int first = 0;
        while (first < sorted.size()) {
            int offset = sorted.get(first).offset();
            int end = end(sorted.get(first));
            int next = first + 1;
            while (next < sorted.size()
                    && sorted.get(next).offset() - end <= GAP
                    && end(sorted.get(next)) - offset <= MOST_AT_ONCE) {
                end = Math.max(end, end(sorted.get(next)));
                next++;
            }
            ranges.add(new Range(offset, end - offset, sorted.subList(first, next)));
            first = next;
        }
        return ranges;
    }

    private static int end(PackedBlob blob) {
        return blob.offset() + blob.length();
    }
}
