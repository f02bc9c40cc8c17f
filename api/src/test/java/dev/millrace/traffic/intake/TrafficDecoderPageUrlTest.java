package dev.millrace.traffic.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.intake.Verdict;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficDecoderPageUrlTest {
    private static final String LENGTH = "must be a string of 1 to 2048 characters";
    private static final String HALF = "holds half of a surrogate pair, which is no character";

    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "€", "\ud83d\ude00"})
    void aPageUrlHasFrom1To2048Characters(String character) {
        assertThat(pageUrl(character)).isEqualTo(character);
        assertThat(pageUrl(character.repeat(2048))).isEqualTo(character.repeat(2048));
        assertThat(reason(character.repeat(2049))).isEqualTo(LENGTH);
        assertThat(reason("")).isEqualTo(LENGTH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0061", "\\u00e9", "\\u20AC", "\\ud83d\\ude00", "\\uD83D\\uDE00", "\\n"})
    void anEscapeIsOneCharacter(String escape) {
        assertThat(pageUrl(escape.repeat(2048))
                        .codePointCount(0, pageUrl(escape.repeat(2048)).length()))
                .isEqualTo(2048);
        assertThat(reason(escape.repeat(2049))).isEqualTo(LENGTH);
    }

    @Test
    void charactersOfDifferentLengthsAreCountedAlike() {
        String most = "a\ud83d\ude00".repeat(1024);
        assertThat(pageUrl(most)).isEqualTo(most);
        assertThat(reason(most + "a")).isEqualTo(LENGTH);
        assertThat(reason("a" + most)).isEqualTo(LENGTH);
    }

    @Test
    void everyEscapeStandsForItsCharacter() {
        assertThat(pageUrl("\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041")).isEqualTo("\"\\/\b\f\n\r\tA");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\ud800",
                "\\udfff",
                "\\ude00\\ud83d",
                "a\\ud83d",
                "\\ud83da",
                "\\ud83d\\ud83d\\ude00",
                "\\ud83d\\u0041"
            })
    void halfASurrogatePairIsNoCharacter(String escapes) {
        assertThat(reason(escapes)).isEqualTo(HALF);
    }

    @Test
    void aNulMayStandInAPageUrlAsAnEscapeAndNotAsAByte() {
        assertThat(pageUrl("a\\u0000b")).isEqualTo("a\u0000b");
        assertThat(decode("a\u0000b".getBytes(UTF_8)).rejection().field()).isEqualTo("event");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ff",
                "fe",
                "80",
                "bf",
                "c3",
                "c328",
                "e282",
                "e228a1",
                "e28228",
                "f09f98",
                "f0289f98",
                "f09f2898",
                "f8a1a1a1a1",
                "fca1a1a1a1a1"
            })
    void bytesThatAreNoUtf8MakeTheEventUnreadable(String hex) {
        Verdict.Rejected rejection = decode(HexFormat.of().parseHex(hex)).rejection();
        assertThat(rejection.field()).isEqualTo("event");
        assertThat(rejection.reason()).isEqualTo("is not UTF-8");
    }

    @Test
    void aTextInAnotherCharsetIsNotTakenForUtf8() {
        assertThat(decode("café".getBytes(ISO_8859_1)).rejection().field()).isEqualTo("event");
    }

    @ParameterizedTest
    @ValueSource(strings = {"eda080", "edbfbf", "f7bfbfbf", "f4908080", "f0808080"})
    void bytesThatWouldStandForNoCharacterAreRejected(String hex) {
        assertThat(decode(HexFormat.of().parseHex(hex)).rejection().field()).isIn("event", "page_url");
    }

    /** {@link TrafficRow} reads nothing else than UTF-8, and what it reads must mean what was sent. */
    @Property
    void whateverTheBytesOnlyUtf8IsEverStored(@ForAll @Size(min = 1, max = 12) byte[] bytes) {
        Decoded decoded = decode(bytes);
        if (decoded.verdict() instanceof Verdict.Accepted) {
            assertThat(decoded.row().pageUrl()).isNotEmpty();
        } else {
            decoded.rejection();
        }
    }

    private static String pageUrl(String inJson) {
        return decode(inJson.getBytes(UTF_8)).row().pageUrl();
    }

    private static String reason(String inJson) {
        Verdict.Rejected rejection = decode(inJson.getBytes(UTF_8)).rejection();
        assertThat(rejection.field()).isEqualTo("page_url");
        return rejection.reason();
    }

    private static Decoded decode(byte[] inJson) {
        String[] around = PageView.good().with("page_url", "\"|\"").json().split("\\|", 2);
        byte[] before = around[0].getBytes(UTF_8);
        byte[] behind = around[1].getBytes(UTF_8);
        byte[] json = new byte[before.length + inJson.length + behind.length];
        System.arraycopy(before, 0, json, 0, before.length);
        System.arraycopy(inJson, 0, json, before.length, inJson.length);
        System.arraycopy(behind, 0, json, before.length + inJson.length, behind.length);
        return Decoded.of(json);
    }
}
