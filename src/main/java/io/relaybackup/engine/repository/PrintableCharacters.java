package io.relaybackup.engine.repository;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Which characters Go calls printable. Names in trees are escaped by this, so it is fixed to Unicode 15.0, as Go has it
 * since 1.21; the Java that runs this knows another version. Safe for many threads.
 */
final class PrintableCharacters {

    private static final String RESOURCE = "printable.txt";

    private static final BitSet PRINTABLE = load();

    private PrintableCharacters() {}

    static boolean contains(int codePoint) {
        return PRINTABLE.get(codePoint);
    }

    private static BitSet load() {
        BitSet all = new BitSet(Character.MAX_CODE_POINT + 1);
        InputStream in = PrintableCharacters.class.getResourceAsStream(RESOURCE);
        if (in == null) {
            throw new IllegalStateException("the program is incomplete: there is no " + RESOURCE);
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    int hyphen = line.indexOf('-');
                    int first = Integer.parseInt(line, 0, hyphen, 16);
                    all.set(first, Integer.parseInt(line, hyphen + 1, line.length(), 16) + 1);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}
