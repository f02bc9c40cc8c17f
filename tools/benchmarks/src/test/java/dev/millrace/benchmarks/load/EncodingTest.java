package dev.millrace.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The binary forms are read by a real ClickHouse in {@code ComparisonsIT}. */
class EncodingTest {
    private static final Events EVENTS = PageViews.make(7, 100, 3, Instant.parse("2026-11-21T10:00:00Z"));

    @Test
    void everyLineIsAnEventWithAnIdOfItsOwn() throws IOException {
        String text = new String(Encoding.encode(EVENTS, Form.NDJSON), StandardCharsets.UTF_8);

        assertThat(text.lines()).hasSize(3);
        JsonNode last = new ObjectMapper().readTree(text.lines().toList().getLast());
        assertThat(last.get("request_id").asLong()).isEqualTo(102);
        assertThat(Instant.parse(last.get("created_at").asText()))
                .isBetween(Instant.parse("2026-11-21T09:59:00Z"), Instant.parse("2026-11-21T10:00:00Z"));
    }

    @Test
    void theOtherTextsAreTheSameEvents() throws IOException {
        byte[] lines = Encoding.encode(EVENTS, Form.NDJSON);
        JsonNode array = new ObjectMapper().readTree(Encoding.encode(EVENTS, Form.JSON_ARRAY));

        assertThat(array).hasSize(3);
        assertThat(array.get(0)).isEqualTo(new ObjectMapper().readTree(lines));
        assertThat(new GZIPInputStream(new ByteArrayInputStream(Encoding.encode(EVENTS, Form.GZIP))).readAllBytes())
                .isEqualTo(lines);
        assertThat(Zstd.decompress(Encoding.encode(EVENTS, Form.ZSTD), lines.length))
                .isEqualTo(lines);
    }

    @Test
    void theSameSeedMakesTheSameEvents() throws IOException {
        Events again = PageViews.make(7, 100, 3, Instant.parse("2026-11-21T10:00:00Z"));

        assertThat(Encoding.encode(again, Form.ROW_BINARY)).isEqualTo(Encoding.encode(EVENTS, Form.ROW_BINARY));
    }
}
