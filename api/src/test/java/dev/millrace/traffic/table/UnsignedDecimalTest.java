package dev.millrace.traffic.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnsignedDecimalTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "-", "+1", "-1", "1 ", "1.", "1e3", "0x1", "a", "1a", "١", "１", "\u0000", "/", ":"})
    void onlyDigitsAreANumber(String text) {
        assertThat(UnsignedDecimal.parse(text)).isEmpty();
    }

    @Test
    void leadingZerosChangeNothingUpToTwentyDigits() {
        assertThat(UnsignedDecimal.parse("0".repeat(19) + "7")).hasValue(7);
        assertThat(UnsignedDecimal.parse("0".repeat(20) + "7")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "18446744073709551609",
                "18446744073709551610",
                "18446744073709551615",
                "18446744073709551616",
                "18446744073709551619",
                "18446744073709551620",
                "18446744073709551625",
                "27670116110564327424",
                "36893488147419103232",
                "99999999999999999999"
            })
    void aroundTheLargestNumberNothingWrapsAround(String text) {
        assertParsedAsByBigInteger(text);
    }

    @Property
    void anyDigitsAreReadAsBigIntegerReadsThem(@ForAll("digits") String text) {
        assertParsedAsByBigInteger(text);
    }

    @Property
    void any64BitsComeBack(@ForAll long bits) {
        assertThat(UnsignedDecimal.parse(Long.toUnsignedString(bits))).hasValue(bits);
    }

    @Provide
    Arbitrary<String> digits() {
        return Arbitraries.oneOf(
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(22),
                Arbitraries.bigIntegers()
                        .between(BigInteger.ZERO, BigInteger.TWO.pow(66))
                        .map(BigInteger::toString));
    }

    private static void assertParsedAsByBigInteger(String digits) {
        Optional<BigInteger> expected = Optional.of(digits)
                .filter(text -> text.matches("[0-9]{1,20}"))
                .map(BigInteger::new)
                .filter(number -> number.bitLength() <= 64);
        OptionalLong parsed = UnsignedDecimal.parse(digits);
        assertThat(parsed.isPresent()).isEqualTo(expected.isPresent());
        expected.ifPresent(number -> assertThat(parsed).hasValue(number.longValue()));
    }
}
