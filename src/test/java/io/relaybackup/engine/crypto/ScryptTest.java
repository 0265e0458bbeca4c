package io.relaybackup.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScryptTest {

    /** From RFC 7914, section 12. */
    @ParameterizedTest
    @CsvSource({
        "password, NaCl, 1024, 8, 16, fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
        "pleaseletmein, SodiumChloride, 16384, 8, 1, 7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
    })
    void derivesThePublishedKeys(String password, String salt, int n, int r, int p, String expected) {
        byte[] known = HexFormat.of().parseHex(expected);
        SecretKey key = new Scrypt(n, r, p)
                .derive(password.getBytes(StandardCharsets.UTF_8), salt.getBytes(StandardCharsets.UTF_8));
        assertThat(key.isSameAs(SecretKey.of(known))).isTrue();
        known[63] ^= 1;
        assertThat(key.isSameAs(SecretKey.of(known))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 8, 1",
        "1, 8, 1",
        "3, 8, 1",
        "-32768, 8, 1",
        "32768, 0, 1",
        "32768, 8, 0",
        "1073741824, 8, 1",
        "32768, 1000000, 1",
        "32768, 8, 1000000",
        "2, 1048576, 1",
    })
    void refusesAbsurdParametersBeforeTheyCostAnything(int n, int r, int p) {
        assertThatThrownBy(() -> new Scrypt(n, r, p))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("N=" + n + ", r=" + r + ", p=" + p);
    }

    @Test
    void isNeverCalibratedBelowTheLowestCostNorBeyondTheMemory() {
        assertThat(Scrypt.calibrated(1, 1)).isEqualTo(new Scrypt(Scrypt.LOWEST_COST, 8, 1));
        Scrypt patient = Scrypt.calibrated(Long.MAX_VALUE / 4, 64L * 1024 * 1024);
        assertThat(patient.n()).isEqualTo(1 << 16);
        assertThat(patient.p()).isEqualTo(16);
    }

    @Test
    void aWipedKeyIsGone() {
        SecretKey key = SecretKey.of(filled());
        key.close();
        assertThat(key.encryption()).containsOnly(0);
        assertThat(key.k()).containsOnly(0);
        assertThat(key.r()).containsOnly(0);
    }

    private static byte[] filled() {
        byte[] bytes = new byte[SecretKey.LENGTH];
        Arrays.fill(bytes, (byte) 7);
        return bytes;
    }
}
