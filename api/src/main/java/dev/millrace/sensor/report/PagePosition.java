package dev.millrace.sensor.report;

import dev.millrace.report.WrongParameterException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The position at which a page begins: with the first row of a sensor at a time or later, or of a following sensor. Clients see it as an
 * opaque text.
 *
 * @param millis since 1970
 */
public record PagePosition(String sensorId, long millis) {
    /** The position before all rows. */
    static final PagePosition START = new PagePosition("", 0);

    private static final int MOST_CHARACTERS = 1000;

    /** Parses the parameter {@code page}; returns the start if it is missing. */
    static PagePosition of(@Nullable String page) {
        if (page == null) {
            return START;
        }
        try {
            if (page.length() <= MOST_CHARACTERS) {
                ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(page));
                long millis = bytes.getLong();
                return new PagePosition(StandardCharsets.UTF_8.decode(bytes).toString(), millis);
            }
        } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
            // said below
        }
        throw new WrongParameterException("page", "page must be what the answer before said in next");
    }

    String toPage() {
        byte[] sensor = sensorId.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = ByteBuffer.allocate(Long.BYTES + sensor.length)
                .putLong(millis)
                .put(sensor)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
