package io.relaybackup.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneTimeAuthenticatorTest {

    private static final int KEY = 32;

    @Test
    void givesTheTagOfTheStandard() {
        byte[] key = HexFormat.of().parseHex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b");
        byte[] message = "Cryptographic Forum Research Group".getBytes(StandardCharsets.US_ASCII);

        assertThat(tag(key, message)).isEqualTo("a8061dc1305136c6c22b8baf0c0127a9");
    }

    /** Those of RFC 8439, appendix A.3, where sums pass the modulus or a carry goes through every limb. */
    @ParameterizedTest
    @CsvSource({
        "02000000000000000000000000000000, 00000000000000000000000000000000, ffffffffffffffffffffffffffffffff,"
                + " 03000000000000000000000000000000",
        "02000000000000000000000000000000, ffffffffffffffffffffffffffffffff, 02000000000000000000000000000000,"
                + " 03000000000000000000000000000000",
        "01000000000000000000000000000000, 00000000000000000000000000000000,"
                + " fffffffffffffffffffffffffffffffff0ffffffffffffffffffffffffffffff11000000000000000000000000000000,"
                + " 05000000000000000000000000000000",
        "01000000000000000000000000000000, 00000000000000000000000000000000,"
                + " fffffffffffffffffffffffffffffffffbfefefefefefefefefefefefefefefe01010101010101010101010101010101,"
                + " 00000000000000000000000000000000",
        "02000000000000000000000000000000, 00000000000000000000000000000000, fdffffffffffffffffffffffffffffff,"
                + " faffffffffffffffffffffffffffffff",
        "01000000000000000400000000000000, 00000000000000000000000000000000,"
                + " e33594d7505e43b900000000000000003394d7505e4379cd01000000000000000000000000000000000000000000000001000000000000000000000000000000,"
                + " 14000000000000005500000000000000",
        "01000000000000000400000000000000, 00000000000000000000000000000000,"
                + " e33594d7505e43b900000000000000003394d7505e4379cd010000000000000000000000000000000000000000000000,"
                + " 13000000000000000000000000000000"
    })
    void carriesThroughEveryLimb(String r, String once, String message, String expected) {
        assertThat(tag(HexFormat.of().parseHex(r + once), HexFormat.of().parseHex(message)))
                .isEqualTo(expected);
    }

    @Test
    void agreesWithTheLibraryOnEveryLength() {
        Random random = new Random(1);
        for (int length = 0; length < 2000; length++) {
            byte[] key = new byte[KEY];
            byte[] message = new byte[length];
            random.nextBytes(key);
            if (length % 3 == 0) {
                Arrays.fill(message, (byte) 0xff);
                Arrays.fill(key, (byte) 0xff);
            } else {
                random.nextBytes(message);
            }

            assertThat(tag(key, message)).as("%d bytes", length).isEqualTo(library(key, message));
        }
    }

    private static String tag(byte[] key, byte[] message) {
        byte[] tag = new byte[OneTimeAuthenticator.LENGTH];
        byte[] shifted = new byte[message.length + 3];
        System.arraycopy(message, 0, shifted, 3, message.length);
        new OneTimeAuthenticator(Arrays.copyOf(key, OneTimeAuthenticator.LENGTH))
                .tag(shifted, 3, message.length, Arrays.copyOfRange(key, OneTimeAuthenticator.LENGTH, KEY), tag);
        return HexFormat.of().formatHex(tag);
    }

    private static String library(byte[] key, byte[] message) {
        Poly1305 library = new Poly1305();
        library.init(new KeyParameter(key.clone()));
        library.update(message, 0, message.length);
        byte[] tag = new byte[OneTimeAuthenticator.LENGTH];
        library.doFinal(tag, 0);
        return HexFormat.of().formatHex(tag);
    }
}
