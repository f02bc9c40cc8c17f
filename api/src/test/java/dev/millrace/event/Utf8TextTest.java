package dev.millrace.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.intake.JsonArbitraries;
import java.util.Arrays;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class Utf8TextTest {
    private final Utf8Text text = new Utf8Text();

    @Test
    void everyCharacterOfUnicodeIsEncodedAsJavaEncodesIt() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            String character = Character.toString(codePoint);
            boolean isHalf = codePoint >= 0xd800 && codePoint <= 0xdfff;
            Utf8Text.Check check = set(character, 1);
            if (check != (isHalf ? Utf8Text.Check.NOT_UNICODE : Utf8Text.Check.OK)
                    || (!isHalf && !Arrays.equals(encoded(), character.getBytes(UTF_8)))) {
                throw new AssertionError(String.format(Locale.ROOT, "U+%04X is %s", codePoint, check));
            }
        }
    }

    @Test
    void anEmptyTextIsNoBytes() {
        assertThat(set("", 0)).isEqualTo(Utf8Text.Check.OK);
        assertThat(text.length()).isZero();
    }

    @Test
    void theLimitCountsCharactersAndNotTheirHalves() {
        assertThat(set("\ud83d\ude00\ud83d\ude00", 2)).isEqualTo(Utf8Text.Check.OK);
        assertThat(set("\ud83d\ude00\ud83d\ude00", 1)).isEqualTo(Utf8Text.Check.TOO_LONG);
        assertThat(set("a\ud83d\ude00", 1)).isEqualTo(Utf8Text.Check.TOO_LONG);
        assertThat(set("a", 0)).isEqualTo(Utf8Text.Check.TOO_LONG);
    }

    @Test
    void theNextTextDoesNotSeeTheOneBefore() {
        assertThat(set("a long text of many bytes: " + "€".repeat(1000), 2000)).isEqualTo(Utf8Text.Check.OK);
        assertThat(set("b", 2000)).isEqualTo(Utf8Text.Check.OK);
        assertThat(encoded()).isEqualTo(new byte[] {'b'});
    }

    @Property
    void anyTextIsEncodedAsJavaEncodesIt(
            @ForAll("texts") String any, @ForAll @IntRange(max = 9) int before, @ForAll @IntRange(max = 9) int behind) {
        char[] around = ("\ud83d".repeat(before) + any + "\ude00".repeat(behind)).toCharArray();
        Utf8Text.Check check = text.set(around, before, any.length(), 1000);
        boolean hasHalf = any.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff);
        assertThat(check).isEqualTo(hasHalf ? Utf8Text.Check.NOT_UNICODE : Utf8Text.Check.OK);
        if (!hasHalf) {
            assertThat(encoded()).isEqualTo(any.getBytes(UTF_8));
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                JsonArbitraries.texts(), Arbitraries.strings().all().ofMaxLength(300));
    }

    private Utf8Text.Check set(String value, int maxCharacters) {
        return text.set(value.toCharArray(), 0, value.length(), maxCharacters);
    }

    private byte[] encoded() {
        return Arrays.copyOf(text.bytes(), text.length());
    }
}
