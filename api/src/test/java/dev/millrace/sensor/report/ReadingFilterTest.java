package dev.millrace.sensor.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.report.WrongParameterException;
import io.micronaut.core.convert.ConversionService;
import io.micronaut.http.HttpParameters;
import io.micronaut.http.simple.SimpleHttpParameters;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Filters of raw readings. */
class ReadingFilterTest {
    @Test
    void aThousandFiltersAreNotAStatementThatClickHouseCanNeverRead() {
        assertThat(ReadingFilter.condition(filters(ReadingFilter.MOST, "v"))).isNotEmpty();
        assertThatThrownBy(() -> ReadingFilter.condition(filters(ReadingFilter.MOST + 1, "v")))
                .isInstanceOf(WrongParameterException.class)
                .hasMessageContaining("there may be 100 filters, these are 101");
    }

    @Test
    void aFewFiltersOfLongTextsAreNotEither() {
        assertThat(ReadingFilter.condition(filters(1, "v".repeat(60_000)))).isNotEmpty();
        assertThatThrownBy(() -> ReadingFilter.condition(filters(2, "v".repeat(60_000))))
                .isInstanceOf(WrongParameterException.class)
                .hasMessageContaining("too long together");
    }

    private static HttpParameters filters(int number, String value) {
        return new SimpleHttpParameters(
                IntStream.range(0, number)
                        .boxed()
                        .collect(Collectors.toMap("attributes.k%s"::formatted, _ -> List.of(value))),
                ConversionService.SHARED);
    }
}
