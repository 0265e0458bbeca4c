package io.relaybackup.browse;

import io.relaybackup.engine.tree.RawText;
import java.nio.charset.StandardCharsets;

/**
 * The {@code Content-Disposition} of a download (RFC 6266): the name in ASCII for old clients, and as UTF-8 (RFC 8187)
 * where that says more. A name that is not UTF-8 has replacement characters there; no header can carry its bytes.
 */
final class Attachment {

    private Attachment() {}

    static String named(RawText name) {
        String utf8 = name.decodedUtf8();
        String text = utf8 == null ? new String(name.bytes(), StandardCharsets.UTF_8) : utf8;
        StringBuilder ascii = new StringBuilder();
        text.codePoints().forEach(c -> ascii.append(isSafe(c) ? (char) c : '_'));
        String plain = "attachment; filename=\"" + ascii + "\"";
        return ascii.toString().equals(text) ? plain : plain + "; filename*=UTF-8''" + extended(text);
    }

    private static boolean isSafe(int c) {
        return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '%';
    }

    /** A slash can't be in a name, so the unreserved characters of a URI are what is left. */
    private static String extended(String text) {
        return RawText.utf8(text).percentEncoded();
    }
}
