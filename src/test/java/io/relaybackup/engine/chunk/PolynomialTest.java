package io.relaybackup.engine.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolynomialTest {

    @ParameterizedTest
    @ValueSource(strings = {"25b468838dcb75", "3da3358b4dc173", "3481cd716c0c5d"})
    void knowsThoseOfRepositories(String hex) {
        assertThat(Polynomial.parse(hex)).hasToString(hex);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "xyz",
                "25B468838DCB75",
                "25b468838dcb7500000",
                "25b468838dcb74",
                "25b468838dcb77",
                "3",
                "125b468838dcb75"
            })
    void refusesWhatIsNone(String hex) {
        assertThatThrownBy(() -> Polynomial.parse(hex))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(hex);
    }

    @Test
    void smallOnesAreIrreducibleWhenNoSmallerOneDividesThem() {
        for (long candidate = 4; candidate < 1024; candidate++) {
            assertThat(new Polynomial(candidate).isIrreducible())
                    .as("%x", candidate)
                    .isEqualTo(hasNoDivisor(candidate));
        }
    }

    private static boolean hasNoDivisor(long polynomial) {
        for (long divisor = 2; divisor < polynomial; divisor++) {
            Polynomial by = new Polynomial(divisor);
            if (by.degree() < new Polynomial(polynomial).degree() && by.reduce(polynomial) == 0) {
                return false;
            }
        }
        return true;
    }

    @Test
    void aNewOneIsFitForUseAndNotTheSameTwice() {
        SecureRandom random = new SecureRandom();
        Polynomial one = Polynomial.random(random);
        assertThat(Polynomial.parse(one.toString())).isEqualTo(one);
        assertThat(Polynomial.random(random)).isNotEqualTo(one);
    }
}
