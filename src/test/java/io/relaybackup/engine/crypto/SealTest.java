package io.relaybackup.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Seal seal = new Seal(SecretKey.random(RANDOM), RANDOM);

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** The four examples in appendix B of D. J. Bernstein, The Poly1305-AES message-authentication code (2005). */
    @ParameterizedTest
    @CsvSource({
        "f3f6, ec074c835580741701425b623235add6, 851fc40c3467ac0be05cc20404f3f700, fb447350c4e868c52ac3275cf9d4327e, f4c633c3044fc145f84f335cb81953de",
        "'', 75deaa25c09f208e1dc4ce6b5cad3fbf, a0f3080000f46400d0c7e9076c834403, 61ee09218d29b0aaed7e154a2c5509cc, dd3fab2251f11ac759f0887129cc2ee7",
        "663cea190ffb83d89593f3f476b6bc24d7e679107ea26adb8caf6652d0656136, 6acb5f61a7176dd320c5c1eb2edcdc74, 48443d0bb0d21109c89a100b5ce2c208, ae212a55399729595dea458bc621ff0e, 0ee1c16bb73f0f4fd19881753c01cdbe",
        "ab0812724a7f1e342742cbed374d94d136c6b8795d45b3819830f2c04491faf0990c62e48b8018b2c3e4a0fa3134cb67fa83e158c994d961c4cb21095c1bf9, e1a5668a4d5b66a5f68cc5424ed5982d, 12976a08c4426d0ce8a82407c4f48207, 9ae831e743978d3a23527c7128149e3a, 5154ad0d2cb26e01274fc51148491f1b",
    })
    void opensWhatTheAuthenticatorsInventorSigned(String message, String k, String r, String nonce, String mac)
            throws Exception {
        Seal known = new Seal(SecretKey.of(new byte[32], hex(k), hex(r)), RANDOM);
        String sealed = nonce + message + mac;

        byte[] plain = known.open(hex(sealed));

        assertThat(plain).hasSize(message.length() / 2);
        byte[] forged = hex(sealed);
        forged[forged.length - 1] ^= 1;
        assertThatThrownBy(() -> known.open(forged)).isInstanceOf(UnauthenticException.class);
    }

    /** NIST SP 800-38A, F.5.5: AES-256 in counter mode. */
    @Test
    void decryptsAsTheStandardSays() throws Exception {
        byte[] key = hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
        byte[] iv = hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
        byte[] text = hex("601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
                + "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6");
        Seal known = new Seal(SecretKey.of(key, new byte[16], new byte[16]), RANDOM);
        byte[] sealed = Arrays.copyOf(iv, 16 + text.length + 16);
        System.arraycopy(text, 0, sealed, 16, text.length);
        // With r = 0 the MAC is the encrypted nonce, whatever the text.
        System.arraycopy(encryptedByZeros(iv), 0, sealed, 16 + text.length, 16);

        assertThat(HexFormat.of().formatHex(known.open(sealed)))
                .isEqualTo("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                        + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
    }

    private static byte[] encryptedByZeros(byte[] block) throws Exception {
        Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
        aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "AES"));
        return aes.doFinal(block);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 65_535, 65_536, 65_537, 1_000_003})
    void opensWhatItSealedAndNeverSealsAlike(int length) throws Exception {
        byte[] plain = new byte[length];
        new Random(length).nextBytes(plain);
        byte[] sealed = seal.seal(plain);
        assertThat(sealed).hasSize(length + Seal.OVERHEAD).isNotEqualTo(seal.seal(plain));
        assertThat(seal.open(sealed)).isEqualTo(plain);
    }

    @Test
    void worksWithinOneBuffer() throws Exception {
        byte[] buffer = new byte[200_000];
        new Random(1).nextBytes(buffer);
        byte[] plain = Arrays.copyOfRange(buffer, 116, 116 + 150_000);
        int length = seal.seal(buffer, 116, plain.length, buffer, 100);
        assertThat(length).isEqualTo(plain.length + Seal.OVERHEAD);
        assertThat(seal.open(buffer, 100, length, buffer, 116)).isEqualTo(plain.length);
        assertThat(Arrays.copyOfRange(buffer, 116, 116 + 150_000)).isEqualTo(plain);
    }

    @Test
    void everyChangedBitIsSeenAndNothingIsWritten() {
        byte[] sealed = seal.seal(new byte[] {1, 2, 3, 4, 5});
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            byte[] target = new byte[5];
            assertThatThrownBy(() -> seal.open(changed, 0, changed.length, target, 0))
                    .isInstanceOf(UnauthenticException.class);
            assertThat(target).containsOnly(0);
        }
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> seal.open(cut)).isInstanceOf(UnauthenticException.class);
        }
        Seal other = new Seal(SecretKey.random(RANDOM), RANDOM);
        assertThatThrownBy(() -> other.open(sealed)).isInstanceOf(UnauthenticException.class);
    }
}
