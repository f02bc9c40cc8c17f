package dev.millrace.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodySlicerTest {
    private static final String NOT_CLOSED = "! the array is not closed";
    private static final String MORE_TEXT = "! there is more text behind the array";

    @Test
    void aBodyOfOneEventIsThatEventWhateverItIs() {
        assertThat(slice(BodyFormat.ONE_EVENT, " [{},\n{}] ")).containsExactly(" [{},\n{}] ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb\nc", "a\nb\nc\n", "\n\na\n \t\nb\n\n\nc\n\n"})
    void eachLineIsAnEventAndBlankLinesAreNone(String body) {
        assertThat(slice(BodyFormat.NDJSON, body)).containsExactly("a", "b", "c");
    }

    @Test
    void linesMayEndAsWindowsEndsThem() {
        assertThat(slice(BodyFormat.NDJSON, "{\"a\":1}\r\n\r\n{\"a\":2}\r\n"))
                .containsExactly("{\"a\":1}\r", "{\"a\":2}\r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " \r\n\t\n"})
    void linesWithoutAnythingAreNoEvents(String body) {
        assertThat(slice(BodyFormat.NDJSON, body)).isEmpty();
    }

    @Test
    void aBrokenLineCostsItsNeighboursNothing() {
        assertThat(slice(BodyFormat.NDJSON, "{\"a\":1}\n{\"a\":\"[{\n{\"a\":3}"))
                .containsExactly("{\"a\":1}", "{\"a\":\"[{", "{\"a\":3}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1}", " 7 ", "\"[1,2]\"", "nonsense", "", " "})
    void jsonThatIsNoArrayIsOneEvent(String body) {
        assertThat(slice(BodyFormat.JSON, body)).containsExactly(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", " [ \r\n\t] "})
    void anEmptyArrayHoldsNoEvents(String body) {
        assertThat(slice(BodyFormat.JSON, body)).isEmpty();
    }

    @Test
    void arraysWithinEventsDoNotEndThem() {
        assertThat(slice(BodyFormat.JSON, "[{\"a\":[1,[2,{}]]},[3,[4]],{\"b\":{\"c\":[]}}]"))
                .containsExactly("{\"a\":[1,[2,{}]]}", "[3,[4]]", "{\"b\":{\"c\":[]}}");
    }

    @Test
    void bracketsQuotesAndBackslashesWithinStringsMeanNothing() {
        assertThat(slice(BodyFormat.JSON, """
                [{"a":"],[}{"},{"a":"\\"},{\\""},{"a":"\\\\"},{"a":"\\u005d\\\\\\""}]""")).containsExactly("""
                        {"a":"],[}{"}""", """
                        {"a":"\\"},{\\""}""", """
                        {"a":"\\\\"}""", """
                        {"a":"\\u005d\\\\\\""}""");
    }

    @Test
    void elementsOfAnyTypeAreEvents() {
        assertThat(slice(BodyFormat.JSON, "[1,null,\"x\",true,-1.5e3,[],{}]"))
                .containsExactly("1", "null", "\"x\"", "true", "-1.5e3", "[]", "{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\" 1}",
                "{\"a\":1]}",
                "{\"a\":[1,2}",
                "nonsense",
                "}",
                "{}}",
                "{\"a\":'x'}",
                "",
                "{\"a\":1,}"
            })
    void aBrokenEventInAnArrayCostsItsNeighboursNothing(String broken) {
        assertThat(slice(BodyFormat.JSON, "[{\"a\":1}," + broken + ",{\"a\":3}]"))
                .containsExactly("{\"a\":1}", broken, "{\"a\":3}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"x},{\"a\":3}]", "{\"a\":1,{\"a\":3}]", "\"x\\"})
    void whatIsNeverClosedTakesTheRestOfTheArrayButNothingBefore(String unclosed) {
        assertThat(slice(BodyFormat.JSON, "[{\"a\":1}," + unclosed)).containsExactly("{\"a\":1}", unclosed, NOT_CLOSED);
    }

    @Test
    void aTrailingCommaIsAnEventThatIsMissing() {
        assertThat(slice(BodyFormat.JSON, "[{\"a\":1},]")).containsExactly("{\"a\":1}", "");
    }

    @Test
    void anArrayThatIsNotClosedIsReportedBehindItsEvents() {
        assertThat(slice(BodyFormat.JSON, "[{\"a\":1},{\"a\":2}"))
                .containsExactly("{\"a\":1}", "{\"a\":2}", NOT_CLOSED);
        assertThat(slice(BodyFormat.JSON, "[")).containsExactly("", NOT_CLOSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "[{\"a\":2}]", ",", "]", "\u0000"})
    void textBehindAnArrayIsReportedBehindItsEvents(String text) {
        assertThat(slice(BodyFormat.JSON, "[{\"a\":1}] " + text)).containsExactly("{\"a\":1}", MORE_TEXT);
        assertThat(slice(BodyFormat.JSON, "[] " + text)).containsExactly(MORE_TEXT);
    }

    @Test
    void aByteOrderMarkBelongsToNoEvent() {
        assertThat(slice(BodyFormat.ONE_EVENT, "\ufeff{}")).containsExactly("{}");
        assertThat(slice(BodyFormat.NDJSON, "\ufeff{}\n{}")).containsExactly("{}", "{}");
        assertThat(slice(BodyFormat.JSON, "\ufeff[{},{}]")).containsExactly("{}", "{}");
        assertThat(slice(BodyFormat.JSON, "\ufeff")).containsExactly("");
    }

    @Test
    void bytesBehindTheLengthAreNotLookedAt() {
        byte[] body = "[{},{}]]]]]".getBytes(UTF_8);
        List<String> found = new ArrayList<>();
        BodySlicer.slice(BodyFormat.JSON, body, 7, new Recorder(body, found));
        assertThat(found).containsExactly("{}", "{}");
    }

    @Property
    void anyArrayIsCutIntoItsElements(@ForAll("events") List<Json> events, @ForAll Random random) {
        List<String> texts = write(events, random, Json.BLANKS);
        String array = "[" + Json.join(texts, ",", random, Json.BLANKS) + "]";
        assertThat(slice(BodyFormat.JSON, array)).map(String::strip).isEqualTo(texts);
    }

    @Property
    void anyLinesAreCutIntoTheirEvents(@ForAll("events") List<Json> events, @ForAll Random random) {
        List<String> texts = write(events, random, Json.BLANKS_WITHIN_A_LINE);
        String lines = Json.join(texts, "\n", random, Json.BLANKS);
        assertThat(slice(BodyFormat.NDJSON, lines)).map(String::strip).isEqualTo(texts);
    }

    @Property
    void whateverTheBytesEventsLieOneBehindTheOther(@ForAll("bytes") byte[] body, @ForAll BodyFormat format) {
        int[] last = {0};
        BodySlicer.slice(format, body, body.length, new BodySlicer.Events() {
            @Override
            public void event(int from, int to) {
                assertThat(from).isBetween(last[0], body.length);
                assertThat(to).isBetween(from, body.length);
                last[0] = to;
            }

            @Override
            public void broken(String reason) {}
        });
    }

    @Property(tries = 5000)
    void linesAreWhatStandsBetweenNewlines(@ForAll("structures") String body) {
        assertThat(slice(BodyFormat.NDJSON, body))
                .isEqualTo(Stream.of(body.split("\n", -1))
                        .filter(line -> !line.matches("[ \r]*"))
                        .toList());
    }

    @Property(tries = 5000)
    void theFirstElementEndsWhereAReaderOfSingleCharactersEndsIt(@ForAll("structures") String text) {
        String body = "x" + text;
        assertThat(slice(BodyFormat.JSON, "[" + body)).startsWith(body.substring(0, endOfFirst(body)));
    }

    private static int endOfFirst(String text) {
        int braces = 0;
        int brackets = 0;
        boolean isText = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isText) {
                i += c == '\\' ? 1 : 0;
                isText = c != '"';
            } else if (braces <= 0 && brackets == 0 && (c == ',' || c == ']')) {
                return i;
            } else {
                isText = c == '"';
                braces += c == '{' ? 1 : c == '}' ? -1 : 0;
                brackets += braces > 0 ? 0 : c == '[' ? 1 : c == ']' ? -1 : 0;
            }
        }
        return text.length();
    }

    @Provide
    Arbitrary<String> structures() {
        return Arbitraries.strings().withChars("\"\"\\{}[],\n\r abcdefgh\u00e9").ofMaxLength(80);
    }

    @Provide
    Arbitrary<List<Json>> events() {
        return JsonArbitraries.objects().list().ofMaxSize(8);
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        return JsonArbitraries.bytes();
    }

    private static List<String> write(List<Json> events, Random random, String blanks) {
        return events.stream().map(event -> event.write(random, blanks)).toList();
    }

    private static List<String> slice(BodyFormat format, String text) {
        byte[] body = text.getBytes(UTF_8);
        List<String> found = new ArrayList<>();
        BodySlicer.slice(format, body, body.length, new Recorder(body, found));
        return found;
    }

    /** Notes events as they are and complaints behind a "!". */
    private record Recorder(byte[] body, List<String> found) implements BodySlicer.Events {
        @Override
        public void event(int from, int to) {
            found.add(new String(Arrays.copyOfRange(body, from, to), UTF_8));
        }

        @Override
        public void broken(String reason) {
            found.add("! " + reason);
        }
    }
}
