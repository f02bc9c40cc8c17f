package dev.millrace.intake;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SwarBytesTest {
    private interface Test8 {
        boolean passes(byte b);
    }

    @Test
    void aWordNearTheEndOfTheArrayIsFilledWithZeros() {
        byte[] bytes = {1, 2, 3, 4, 5, 6, 7, 8, (byte) 0xff};
        assertThat(SwarBytes.at(bytes, 0)).isEqualTo(0x0807060504030201L);
        assertThat(SwarBytes.at(bytes, 1)).isEqualTo(0xff08070605040302L);
        assertThat(SwarBytes.at(bytes, 2)).isEqualTo(0x00ff080706050403L);
        assertThat(SwarBytes.at(bytes, 8)).isEqualTo(0xff);
        assertThat(SwarBytes.at(bytes, 9)).isEqualTo(0);
    }

    @Test
    void theFirstOfNoneIsBehindThemAll() {
        assertThat(SwarBytes.first(0)).isEqualTo(8);
    }

    @Property(tries = 20_000)
    void theFirstByteThatPassesIsFound(@ForAll("eightBytes") byte[] bytes) {
        long word = SwarBytes.at(bytes, 0);
        assertThat(SwarBytes.first(SwarBytes.areEqual(word, SwarBytes.all('"'))))
                .isEqualTo(first(bytes, b -> b == '"'));
        assertThat(SwarBytes.first(SwarBytes.areEqual(word, SwarBytes.all('\n'))))
                .isEqualTo(first(bytes, b -> b == '\n'));
        assertThat(SwarBytes.first(SwarBytes.areNotPlain(word)))
                .isEqualTo(first(bytes, b -> b < ' ' || b == '"' || b == '\\'));
        assertThat(SwarBytes.first(SwarBytes.areNoDigits(word ^ SwarBytes.all('0'))))
                .isEqualTo(first(bytes, b -> b < '0' || b > '9'));
    }

    private static int first(byte[] bytes, Test8 test) {
        int i = 0;
        while (i < bytes.length && !test.passes(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Also those next to the ones that are looked for: there borrows could do harm. */
    @Provide
    Arbitrary<byte[]> eightBytes() {
        Arbitrary<Byte> near = Arbitraries.of('"', '!', '#', '\\', '[', ']', '\n', '\t', ' ', '0', '9', '/', ':')
                .map(c -> (byte) (char) c);
        Arbitrary<Byte> edges = Arbitraries.of(0, 1, 0x1f, 0x7f, 0x80, 0x81, 0x8a, 0xa0, 0xa2, 0xb0, 0xdc, 0xff)
                .map(Integer::byteValue);
        return Arbitraries.oneOf(near, edges, Arbitraries.bytes())
                .array(byte[].class)
                .ofSize(8);
    }
}
