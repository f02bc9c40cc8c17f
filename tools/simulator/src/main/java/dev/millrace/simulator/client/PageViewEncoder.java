package dev.millrace.simulator.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.millrace.simulator.traffic.PageView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes page views as the JSON the service takes. */
final class PageViewEncoder {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int TYPICAL_EVENT_BYTES = 192;

    private PageViewEncoder() {}

    /** Writes one event without its request_id, which is in the route. */
    static byte[] single(PageView view) {
        return bytes(TYPICAL_EVENT_BYTES, json -> {
            json.writeStartObject();
            writeFields(json, view);
            json.writeEndObject();
        });
    }

    static byte[] batch(List<PageView> views, PostFormat.Batch format) {
        return bytes(TYPICAL_EVENT_BYTES * views.size(), json -> {
            boolean array = format == PostFormat.Batch.JSON;
            json.setRootValueSeparator(new SerializedString("\n"));
            if (array) {
                json.writeStartArray();
            }
            for (PageView view : views) {
                json.writeStartObject();
                // As text: a JSON number above 2^53 loses digits in many a proxy and log viewer.
                json.writeStringField("request_id", view.requestId().toString());
                writeFields(json, view);
                json.writeEndObject();
            }
            if (array) {
                json.writeEndArray();
            }
        });
    }

    static byte[] gzip(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        return out.toByteArray();
    }

    private static void writeFields(JsonGenerator json, PageView view) throws IOException {
        json.writeNumberField("user_id", view.userId().asLong());
        json.writeStringField("created_at", view.createdAtText());
        json.writeStringField("page_url", view.pageUrl());
    }

    private interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] bytes(int expectedBytes, Content content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(expectedBytes);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        return out.toByteArray();
    }
}
