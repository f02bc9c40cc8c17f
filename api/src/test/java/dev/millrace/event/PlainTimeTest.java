package dev.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.time.IsoTime;
import dev.millrace.traffic.intake.PageViewArbitraries;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PlainTimeTest {
    private static long parse(String text) {
        byte[] bytes = ("x" + text + "y").getBytes(StandardCharsets.UTF_8);
        return PlainTime.parse(bytes, 1, bytes.length - 1);
    }

    @Test
    void everyDayUntilTheYear2400IsRead() {
        Instant end = Instant.parse("2400-12-31T00:00:00Z");
        for (Instant day = Instant.EPOCH; day.isBefore(end); day = day.plusSeconds(86_400)) {
            assertThat(parse(day.toString())).isEqualTo(day.toEpochMilli());
        }
    }

    @Property(tries = 5000)
    void whatItReadsIsWhatTheCarefulWayReads(@ForAll("times") String text) {
        long millis = parse(text);
        if (millis >= 0) {
            assertThat(IsoTime.parse(text).map(Instant::toEpochMilli)).contains(millis);
        }
    }

    @Provide
    Arbitrary<String> times() {
        Arbitrary<String> almost = Arbitraries.of(
                "2026-02-29T10:05:03Z",
                "2024-02-30T10:05:03Z",
                "2026-13-01T10:05:03Z",
                "2026-11-31T10:05:03Z",
                "2026-11-19T24:00:00Z",
                "2026-11-19T23:60:00Z",
                "2026-11-19T23:59:60Z",
                "1969-12-31T23:59:59Z",
                "2026-11-19T10:05:03+0",
                "2026-11-19T10:05:03,250Z",
                "2026/11/19T10:05:03Z",
                "2026-11-00T10:05:03Z",
                "2026-00-19T10:05:03Z",
                "2026-11-19t10:05:03Z",
                "2026-11-19T10:05:03z",
                "20 6-11-19T10:05:03Z");
        return Arbitraries.oneOf(PageViewArbitraries.times(), almost);
    }
}
