package dev.millrace.simulator.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.accesslog.LogLine.Reason;
import dev.millrace.simulator.accesslog.LogLine.Skipped;
import dev.millrace.simulator.accesslog.LogLine.View;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CombinedLogTest {
    private static final Instant TIME = Instant.parse("2015-05-17T10:05:03Z");
    private static final DateTimeFormatter LOGGED =
            DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss xx", Locale.ENGLISH);

    @Test
    void aRealLineIsAView() {
        String line =
                "83.149.9.216 - - [17/May/2015:10:05:03 +0000] \"GET /presentations/kibana-search.png HTTP/1.1\" 200"
                        + " 203023 \"http://semicomplete.com/presentations/\" \"Mozilla/5.0 (Macintosh; Intel Mac OS X)\"";

        assertThat(new CombinedLog().parse(line))
                .isEqualTo(new View("83.149.9.216", TIME, "/presentations/kibana-search.png"));
    }

    @Test
    void aLineThatIsCutOffInItsUserAgentIsAView() {
        String line =
                "46.118.127.106 - - [17/May/2015:10:05:03 +0000] \"GET /scripts/configlib.py HTTP/1.1\" 200 235 \"-\""
                        + " \"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html";

        assertThat(new CombinedLog().parse(line)).isEqualTo(new View("46.118.127.106", TIME, "/scripts/configlib.py"));
    }

    @Test
    void anIpv6AddressAndAHostNameAreClients() {
        assertThat(view("2001:db8::8a2e:370:7334", "17/May/2015:10:05:03 +0000", "GET / HTTP/1.1")
                        .client())
                .isEqualTo("2001:db8::8a2e:370:7334");
        assertThat(view("crawl-1.example.org", "17/May/2015:10:05:03 +0000", "GET / HTTP/1.1")
                        .client())
                .isEqualTo("crawl-1.example.org");
    }

    @Test
    void quotesInsideTheUserAgentAndTheRequestDoNotEndThem() {
        String line = "1.2.3.4 - frank [17/May/2015:10:05:03 +0000] \"GET /a?q=\\\"x\\\" HTTP/1.1\" 200 5 \"-\""
                + " \"a \\\"quoted\\\" \"unescaped\" agent\"";

        assertThat(new CombinedLog().parse(line)).isEqualTo(new View("1.2.3.4", TIME, "/a?q=\\\"x\\\""));
    }

    @Test
    void theTargetIsKeptAsLoggedWithItsQuery() {
        assertThat(target("GET /search?q=a%20b&x=1 HTTP/2.0")).isEqualTo("/search?q=a%20b&x=1");
        assertThat(target("HEAD http://example.org/ HTTP/1.1")).isEqualTo("http://example.org/");
        assertThat(target("GET /with a space HTTP/1.1")).isEqualTo("/with a space");
        assertThat(target("GET /old")).isEqualTo("/old");
        assertThat(target("GET /caf\u00e9 HTTP/1.1")).isEqualTo("/caf\u00e9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-",
                "",
                " ",
                "GET",
                "GET ",
                "GET HTTP/1.1",
                "OPTIONS * HTTP/1.0",
                "CONNECT example.org:443 HTTP/1.1",
                "\\x16\\x03\\x01\\x00\\xee",
                "\\\"",
                "quit"
            })
    void aRequestWithoutAPathIsSkipped(String request) {
        assertThat(new CombinedLog().parse(line("1.2.3.4", "17/May/2015:10:05:03 +0000", request)))
                .isEqualTo(new Skipped(Reason.NO_PATH));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "31/Feb/2015:10:05:03 +0000",
                "17/Mai/2015:10:05:03 +0000",
                "17/May/2015:24:05:03 +0000",
                "17/May/2015:10:05:60 +0000",
                "17/May/2015:10:05:03",
                "2015-05-17T10:05:03Z",
                "",
                "-"
            })
    void aBadDateIsSkipped(String time) {
        assertThat(new CombinedLog().parse(line("1.2.3.4", time, "GET / HTTP/1.1")))
                .isEqualTo(new Skipped(Reason.BAD_TIME));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-20 10:00:00 INFO started",
                "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1",
                "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\"",
                "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 20 5",
                "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 x",
                "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\\",
                " - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5",
                "example.org:80 1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5",
            })
    void anotherKindOfLineIsSkipped(String line) {
        assertThat(new CombinedLog().parse(line)).isEqualTo(new Skipped(Reason.NOT_A_LOG_LINE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"31/Dec/1969:23:59:59 +0000", "01/Jan/2106:00:00:00 +0000"})
    void aTimeThatTheServiceCannotHoldDoesNotEndTheCheckButIsSkipped(String time) {
        assertThat(new CombinedLog().parse(line("1.2.3.4", time, "GET / HTTP/1.1")))
                .isEqualTo(new Skipped(Reason.OUT_OF_RANGE));
    }

    @Test
    void aLineOfManyEscapesIsReadWithoutRecursion() {
        assertThat(target("GET /" + "\\x16".repeat(1_000_000) + " HTTP/1.1")).hasSize(4_000_001);
    }

    @Property
    void everyTimeWithEveryOffsetIsReadAsTheSameInstant(
            @ForAll @LongRange(min = 0, max = 4_291_000_000L) long second,
            @ForAll @IntRange(min = -72, max = 72) int quarters) {
        OffsetDateTime time = Instant.ofEpochSecond(second).atOffset(ZoneOffset.ofTotalSeconds(quarters * 900));

        assertThat(view("::1", LOGGED.format(time), "GET / HTTP/1.1").time()).isEqualTo(time.toInstant());
    }

    @Property
    void whatIsWrittenAsAViewIsReadAsThatView(@ForAll("clients") String client, @ForAll("targets") String target) {
        assertThat(view(client, "17/May/2015:12:05:03 +0200", "GET " + target + " HTTP/1.1"))
                .isEqualTo(new View(client, TIME, target));
    }

    @Property
    void noLineWhateverMakesItThrow(@ForAll("brokenLines") String line) {
        assertThat(new CombinedLog().parse(line)).isNotNull();
    }

    @Provide
    Arbitrary<String> clients() {
        return Arbitraries.strings()
                .withCharRange('0', '9')
                .withChars(".:abcdef-")
                .ofMinLength(1)
                .ofMaxLength(40)
                .filter(client -> !client.equals("-"));
    }

    @Provide
    Arbitrary<String> targets() {
        return Arbitraries.strings()
                .withCharRange('!', '~')
                .withChars(' ', '\u00e9')
                .excludeChars('"', '\\')
                .ofMaxLength(200)
                .map(rest -> "/" + rest)
                .filter(target -> !target.contains(" HTTP/"));
    }

    /** Lines with pieces cut out and put in, and lines of nothing but what matters to the parser. */
    @Provide
    Arbitrary<String> brokenLines() {
        String good = line("1.2.3.4", "17/May/2015:10:05:03 +0000", "GET /a\\\"b HTTP/1.1");
        Arbitrary<Integer> places = Arbitraries.integers().between(0, good.length());
        Arbitrary<String> pieces =
                Arbitraries.strings().withChars("[] \"\\-/0123GETHP").ofMaxLength(30);
        Arbitrary<String> edited = Combinators.combine(places, places, pieces)
                .as((a, b, piece) -> good.substring(0, Math.min(a, b)) + piece + good.substring(Math.max(a, b)));
        return Arbitraries.oneOf(edited, pieces, Arbitraries.strings());
    }

    private static View view(String client, String time, String request) {
        return (View) new CombinedLog().parse(line(client, time, request));
    }

    private static String target(String request) {
        return view("1.2.3.4", "17/May/2015:10:05:03 +0000", request).target();
    }

    private static String line(String client, String time, String request) {
        return client + " - - [" + time + "] \"" + request + "\" 200 123 \"-\" \"curl/8.5\"";
    }
}
