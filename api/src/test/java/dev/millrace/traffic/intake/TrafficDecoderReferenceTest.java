package dev.millrace.traffic.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.intake.Json;
import dev.millrace.intake.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/** The decoder against a slow and plain reading of the same page views. */
class TrafficDecoderReferenceTest {
    @Property(tries = 5000)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void theDecoderSaysWhatTheReferenceSays(@ForAll("pageViews") Json.Members view, @ForAll Random random) {
        Decoded decoded = Decoded.of(view.write(random, Json.BLANKS).getBytes(StandardCharsets.UTF_8));
        Reference.Expected expected = Reference.decode(view);
        Statistics.label("verdict")
                .collect(expected.getClass().getSimpleName())
                .coverage(coverage -> coverage.check("Row").percentage(share -> share > 20 && share < 80));
        switch (expected) {
            case Reference.Expected.Wrong(String field) ->
                assertThat(decoded.rejection())
                        .extracting(Verdict.Rejected::field)
                        .as("%s", decoded.rejection())
                        .isEqualTo(field);
            case Reference.Expected.Row row -> {
                assertThat(decoded.verdict()).isEqualTo(Verdict.ACCEPTED);
                TrafficRow stored = decoded.row();
                assertThat(new Reference.Expected.Row(
                                stored.requestId(), stored.userId(), stored.createdAt(), stored.pageUrl()))
                        .isEqualTo(row);
            }
        }
    }

    @Provide
    Arbitrary<Json.Members> pageViews() {
        return PageViewArbitraries.pageViews();
    }
}
