package dev.millrace.traffic.intake;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.InternCache;
import dev.millrace.intake.JsonArbitraries;
import dev.millrace.intake.Verdict;
import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Page views as JSON: what else may stand in it, and what may not. */
class TrafficDecoderJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-1.5e300",
                "\"text\"",
                "null",
                "true",
                "[]",
                "{}",
                "[[[1,{\"user_id\":-1}]]]",
                "{\"page_url\":{\"page_url\":[]}}"
            })
    void unknownFieldsAreIgnored(String json) {
        String view = PageView.good().json();
        String before = "{\"more\":" + json + "," + view.substring(1);
        assertThat(Decoded.of(before).row().userId()).isEqualTo(42);
        assertThat(PageView.good().and("more", json).decode().row().userId()).isEqualTo(42);
        assertThat(PageView.good().and("", json).decode().row().userId()).isEqualTo(42);
    }

    @Test
    void unknownFieldsMayBeDeep() {
        assertThat(PageView.good()
                        .and("deep", "[".repeat(500) + "]".repeat(500))
                        .decode()
                        .row()
                        .userId())
                .isEqualTo(42);
    }

    @Test
    void anEventThatIsTooDeepToReadSafelyIsRejected() {
        String deep = "[".repeat(20_000);
        assertThat(PageView.good()
                        .and("deep", deep + "]".repeat(20_000))
                        .decode()
                        .rejection()
                        .field())
                .isEqualTo("event");
        assertThat(PageView.good().with("user_id", deep).decode().rejection().field())
                .isEqualTo("event");
    }

    @Test
    void namesCountInTheirExactCase() {
        assertThat(PageView.good()
                        .without("user_id")
                        .and("User_Id", "42")
                        .decode()
                        .rejection()
                        .field())
                .isEqualTo("user_id");
    }

    @Test
    void namesThatSendersMakeUpAreNotInternedInTheJvm() {
        String name = "a name of nobody but this test";
        assertThat(PageView.good().and(name, "1").decode().row().userId()).isEqualTo(42);
        assertThat(InternCache.instance).doesNotContainKey(name);
    }

    @Test
    void aNameMayBeWrittenWithEscapes() {
        PageView view = PageView.good().without("user_id").and("us\\u0065r_id", "43");
        assertThat(view.decode().row().userId()).isEqualTo(43);
    }

    @Test
    void aNameWithHalfASurrogatePairMakesTheEventUnreadable() {
        assertThat(PageView.good().and("\\ud83d", "1").decode().rejection().field())
                .isEqualTo("event");
        assertThat(PageView.good().and("\\ud83d\\ude00", "1").decode().row().userId())
                .isEqualTo(42);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "request_id | 8 | \"18446744073709551615\"",
                "user_id | 1 | 4294967295",
                "created_at | \"2026-01-01T00:00:00Z\" | \"2026-11-18T00:00:00Z\"",
                "page_url | \"/a longer one\" | \"/b\""
            })
    void ofAFieldThatStandsTwiceTheLastCounts(String field, String first, String last) {
        assertSameRow(
                PageView.good().with(field, first).and(field, last),
                PageView.good().with(field, last));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "request_id | -1 | 8",
                "user_id | \"x\" | 43",
                "created_at | \"2999-01-01T00:00:00Z\" | \"2026-11-18T00:00:00Z\"",
                "page_url | \"\" | \"/b\"",
                "page_url | [] | \"/b\""
            })
    void aWrongFieldIsMadeGoodByTheLast(String field, String wrong, String right) {
        assertSameRow(
                PageView.good().with(field, wrong).and(field, right),
                PageView.good().with(field, right));
    }

    @ParameterizedTest
    @CsvSource({"request_id,null", "user_id,-1", "created_at,0", "page_url,null"})
    void aGoodFieldIsSpoiledByTheLast(String field, String wrong) {
        assertThat(PageView.good().and(field, wrong).decode().rejection().field())
                .isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|must be a JSON object",
                "[{}]|must be a JSON object",
                "7|must be a JSON object",
                "null|must be a JSON object",
                "\"{}\"|must be a JSON object",
                "''|is empty",
                "' \r\n\t'|is empty",
                "{}{}|is followed by more text",
                "{} 7|is followed by more text"
            })
    void anEventIsOneObject(String json, String reason) {
        assertThat(Decoded.of(json).rejection()).isEqualTo(new Verdict.Rejected("event", reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"",
                "{\"a",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{,}",
                "{\"a\"1}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":NaN}",
                "{\"a\":tru}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":[1}",
                "{\"a\":1]",
                "{} x",
                "{}}",
                "}",
                "x",
                "{/**/}",
                "{\"a\":1;}",
                "{\"a\":undefined}"
            })
    void whatIsNoJsonIsRejected(String json) {
        assertThat(Decoded.of(json).rejection().field()).isEqualTo("event");
    }

    @Test
    void anEventCutOffAnywhereIsRejected() {
        String whole = PageView.good().json();
        for (int length = 0; length < whole.length(); length++) {
            assertThat(Decoded.of(whole.substring(0, length)).rejection().field())
                    .isEqualTo("event");
        }
    }

    @Test
    void onlyUtf8IsReadWhateverTheBytesLookLike() {
        for (Charset charset :
                List.of(UTF_16, UTF_16LE, UTF_16BE, Charset.forName("UTF-32"), Charset.forName("UTF-32LE"))) {
            byte[] json = PageView.good().json().getBytes(charset);
            assertThat(Decoded.of(json).rejection().field()).as(charset.name()).isEqualTo("event");
        }
    }

    /** These once stopped the whole request, and it was answered with 503 for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"0000fffe", "00007b00", "7b00000000010101", "0000feff", "feff", "fffe", "00000000"})
    void bytesThatLookLikeABrokenEncodingAreRejectedLikeAnyOther(String hex) {
        assertThat(Decoded.of(HexFormat.of().parseHex(hex)).rejection().field()).isEqualTo("event");
    }

    @Test
    void aByteOrderMarkIsForTheWholeBodyAndNotForAnEvent() {
        assertThat(Decoded.of("\ufeff" + PageView.good().json()).rejection().field())
                .isEqualTo("event");
    }

    @Property
    void noBytesAreMoreThanARejection(@ForAll("bytes") byte[] bytes) {
        Decoded.of(bytes).rejection();
    }

    @Property
    void noBytesWithinAPageViewAreMoreThanARejection(@ForAll("bytes") byte[] bytes) {
        String spoiled =
                PageView.good().with("user_id", new String(bytes, UTF_8)).json();
        Decoded decoded = Decoded.of(spoiled);
        assertThat(decoded.verdict()).isInstanceOfAny(Verdict.Rejected.class, Verdict.Accepted.class);
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        return JsonArbitraries.bytes();
    }

    private static void assertSameRow(PageView view, PageView expected) {
        assertThat(view.decode().row())
                .usingRecursiveComparison()
                .ignoringFields("version")
                .isEqualTo(expected.decode().row());
    }
}
