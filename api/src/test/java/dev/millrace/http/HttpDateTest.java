package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;

class HttpDateTest {
    @Test
    void theFirstDayOfAMonthHasTwoDigits() {
        assertThat(HttpDate.of(1_793_491_200)).isEqualTo("Sun, 01 Nov 2026 00:00:00 GMT");
    }

    @Test
    void everyAnswerHasADateOfThatForm() {
        HttpHeaders headers = StandardHeaders.in(new DefaultHttpHeaders());
        assertThat(headers.get("date")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
        assertThat(headers.get("x-content-type-options")).isEqualTo("nosniff");
    }
}
