package dev.millrace.sensor.intake;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Default values for the fields that readings of one request lack: an MQTT topic may give them.
 *
 * @param sensorId empty if the reading must say it
 * @param facility empty if there is no default
 * @param equipment empty if there is no default
 */
public record ReadingDefaults(String sensorId, String facility, String equipment) {
    /** Readings say everything themselves. */
    public static final ReadingDefaults NONE = new ReadingDefaults("", "", "");

    private static final String SEPARATOR = ",";

    /** Encodes the defaults in letters, digits and commas, for {@link #parse}; empty if there are none. */
    String describe() {
        return equals(NONE) ? "" : String.join(SEPARATOR, encode(sensorId), encode(facility), encode(equipment));
    }

    /** Parses the text of {@link #describe}; empty if it is not such a text. */
    static Optional<ReadingDefaults> parse(String description) {
        if (description.isEmpty()) {
            return Optional.of(NONE);
        }
        String[] parts = description.split(SEPARATOR, -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ReadingDefaults(decode(parts[0]), decode(parts[1]), decode(parts[2])));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String text) {
        return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    }
}
