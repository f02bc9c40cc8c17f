package dev.millrace.simulator.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.accesslog.LogLine.Reason;
import dev.millrace.simulator.accesslog.LogLine.Skipped;
import dev.millrace.simulator.accesslog.LogLine.View;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the formats other than the combined one make of lines; that whole files are recognised is in the test of the samples. */
class LogFormatsTest {
    private static final Instant TIME = Instant.parse("2024-03-25T22:58:10Z");

    @Test
    void aVirtualHostIsNoUser() {
        String line = "www.example.org:443 10.0.0.1 - - [25/Mar/2024:22:58:10 +0000] \"GET /a HTTP/1.1\" 200 1";

        assertThat(parse(LogKind.VHOST_COMBINED, line)).isEqualTo(new View("10.0.0.1", TIME, "/a"));
        assertThat(parse(LogKind.COMBINED, line)).isEqualTo(new Skipped(Reason.NOT_A_LOG_LINE));
    }

    @Test
    void aLineWithoutAVirtualHostLosesNoneOfItsWords() {
        assertThat(parse(LogKind.VHOST_COMBINED, "10.0.0.1 - - [25/Mar/2024:22:58:10 +0000] \"GET /a HTTP/1.1\" 200 1"))
                .isEqualTo(new Skipped(Reason.NOT_A_LOG_LINE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"time_iso8601\":\"2024-03-26T00:58:10+02:00\"",
                "\"@timestamp\":\"2024-03-25T22:58:10Z\"",
                "\"time\":\"2024-03-25 23:58:10.000+0100\"",
                "\"time\":\"2024-03-25T23:58:10+01\"",
                "\"time_local\":\"25/Mar/2024:23:58:10 +0100\"",
                "\"msec\":\"1711407490.000\"",
                "\"ts\":1711407490",
                "\"timestamp\":1711407490000",
            })
    void nginxWritesTimesInManyWays(String time) {
        assertThat(parse(LogKind.NGINX, "{%s,\"remote_addr\":\"10.0.0.1\",\"request_uri\":\"/a\"}".formatted(time)))
                .isEqualTo(new View("10.0.0.1", TIME, "/a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"request\":\"GET /a?b=c HTTP/1.1\"",
                "\"request_uri\":\"/a?b=c\"",
                "\"uri\":\"/a\",\"args\":\"b=c\"",
                "\"http\":{\"path\":\"/a?b=c\"}"
            })
    void nginxWritesTargetsInManyWays(String target) {
        assertThat(parse(LogKind.NGINX, "{\"msec\":1711407490,\"remote_addr\":\"10.0.0.1\",%s}".formatted(target)))
                .isEqualTo(new View("10.0.0.1", TIME, "/a?b=c"));
    }

    @Test
    void jsonWithoutWhatAViewNeedsSaysSo() {
        assertThat(parse(LogKind.NGINX, "{\"severity\":\"info\"}")).isEqualTo(new Skipped(Reason.MISSING_FIELDS));
        assertThat(parse(LogKind.NGINX, "{\"msec\":1711407490,\"request_uri\":\"/\",\"remote_addr\":null}"))
                .isEqualTo(new Skipped(Reason.MISSING_FIELDS));
        assertThat(parse(LogKind.NGINX, "{\"msec\":1,\"request_uri\":\"/\"}"))
                .isEqualTo(new Skipped(Reason.MISSING_FIELDS));
        assertThat(parse(LogKind.NGINX, "{\"remote_addr\":\"::1\",\"time\":\"soon\",\"request_uri\":\"/\"}"))
                .isEqualTo(new Skipped(Reason.BAD_TIME));
        assertThat(parse(LogKind.NGINX, "{\"remote_addr\":")).isEqualTo(new Skipped(Reason.NOT_A_LOG_LINE));
    }

    @Test
    void caddysOlderLinesHaveAPortAtTheirAddress() {
        String line = "{\"ts\":1711407490.0,\"request\":{\"remote_addr\":\"[2001:db8::1]:41342\",\"uri\":\"/a\"}}";

        assertThat(parse(LogKind.CADDY, line)).isEqualTo(new View("2001:db8::1", TIME, "/a"));
    }

    @Test
    void caddysOtherMessagesAreNoViews() {
        assertThat(parse(
                        LogKind.CADDY,
                        "{\"level\":\"info\",\"ts\":1.5,\"logger\":\"tls\",\"msg\":\"cleaning storage\"}"))
                .isEqualTo(new Skipped(Reason.NO_REQUEST));
    }

    @Test
    void traefiksTimeIsWhenTheRequestCame() {
        String line = "{\"ClientHost\":\"10.0.0.1\",\"RequestPath\":\"/a\",\"StartUTC\":\"2024-03-25T22:58:10.0009Z\","
                + "\"time\":\"2024-03-25T22:58:12Z\"}";

        assertThat(parse(LogKind.TRAEFIK, line)).isEqualTo(new View("10.0.0.1", TIME, "/a"));
    }

    @Test
    void theFieldsOfAnIisLogMayChangeInItsMiddle() {
        LineParser iis = LogKind.IIS.parser(ZoneOffset.UTC);

        assertThat(iis.parse("2024-03-25 22:58:10 /a 10.0.0.1")).isEqualTo(new Skipped(Reason.NOT_A_LOG_LINE));
        iis.parse("#Fields: date time cs-uri-stem c-ip");
        assertThat(iis.parse("2024-03-25 22:58:10 /a 10.0.0.1")).isEqualTo(new View("10.0.0.1", TIME, "/a"));
        iis.parse("#Fields: date time c-ip cs-uri-stem cs-uri-query");
        assertThat(iis.parse("2024-03-25 22:58:10 10.0.0.1 /a b=c")).isEqualTo(new View("10.0.0.1", TIME, "/a?b=c"));
        assertThat(iis.parse("2024-03-25 22:58:10 10.0.0.1 /a -")).isEqualTo(new View("10.0.0.1", TIME, "/a"));
        iis.parse("#Fields: date time cs-uri-stem");
        assertThat(iis.parse("2024-03-25 22:58:10 /a")).isEqualTo(new Skipped(Reason.MISSING_FIELDS));
    }

    @Test
    void haproxysTimesAreThoseOfItsZone() {
        String line = "Mar 25 23:58:10 lb haproxy[1]: 10.0.0.1:33317 [25/Mar/2024:23:58:10.000] in~ back/s1 "
                + "10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {a b} {} \"GET /a HTTP/1.1\"";

        assertThat(LogKind.HAPROXY.parser(ZoneId.of("Europe/Berlin")).parse(line))
                .isEqualTo(new View("10.0.0.1", TIME, "/a"));
        assertThat(parse(LogKind.HAPROXY, line.replace("10.0.0.1:", "::ffff:10.0.0.1:")))
                .isEqualTo(new View("::ffff:10.0.0.1", TIME.plusSeconds(3600), "/a"));
    }

    @Test
    void haproxysOtherMessagesAndBadRequestsAreNoViews() {
        assertThat(parse(LogKind.HAPROXY, "Mar 25 23:58:10 lb haproxy[1]: Server back/s1 is DOWN"))
                .isEqualTo(new Skipped(Reason.NO_REQUEST));
        assertThat(parse(
                        LogKind.HAPROXY,
                        "10.0.0.1:33317 [25/Mar/2024:23:58:10.000] in in/<NOSRV> -1/-1/-1/-1/0 400 187 - - PR-- "
                                + "0/0/0/0/0 0/0 \"<BADREQ>\""))
                .isEqualTo(new Skipped(Reason.NO_PATH));
    }

    @Test
    void howLongARequestTookIsNotWhenItCame() {
        assertThat(parse(LogKind.NGINX, "{\"time\":\"0.004\",\"remote_addr\":\"::1\",\"request_uri\":\"/\"}"))
                .isEqualTo(new Skipped(Reason.BAD_TIME));
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(10)
    void aLineOfOneLongWordTakesNoMinutes(LogKind kind) {
        String word = "1:2-".repeat(250_000);

        assertThat(parse(kind, word)).isNotNull();
        assertThat(parse(kind, "{\"time\":\"" + word + "\",\"remote_addr\":\"::1\",\"request_uri\":\"/\"}"))
                .isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyLineIsEmptyInEveryFormat(LogKind kind) {
        assertThat(parse(kind, " ")).isEqualTo(new Skipped(Reason.EMPTY));
    }

    @Property
    void noLineWhateverMakesAFormatThrow(@ForAll LogKind kind, @ForAll @CharRange(from = ' ', to = '~') String line) {
        assertThat(parse(kind, line)).isNotNull();
        assertThat(parse(kind, "{\"request\":{\"uri\":" + line + "}}")).isNotNull();
    }

    private static LogLine parse(LogKind kind, String line) {
        return kind.parser(ZoneOffset.UTC).parse(line);
    }
}
