package dev.millrace.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** Writes the message of an entry and its fields, as {@code name=value}, in one line. Fields that the message shows already are left out. */
public final class TextLine extends ClassicConverter {
    /** Values that cannot be taken for several fields. */
    private static final Pattern PLAIN = Pattern.compile("[\\w.:/+@-]+");

    @Override
    public String convert(ILoggingEvent event) {
        String message = String.valueOf(event.getFormattedMessage());
        List<KeyValuePair> fields = event.getKeyValuePairs();
        if (fields == null || fields.isEmpty()) {
            return ControlCharacters.escaped(message);
        }
        StringBuilder line = new StringBuilder(message);
        for (KeyValuePair field : fields) {
            if (!isShown(field.value, event.getArgumentArray())) {
                line.append(' ').append(field.key).append('=').append(quoted(String.valueOf(field.value)));
            }
        }
        return ControlCharacters.escaped(line.toString());
    }

    private static boolean isShown(@Nullable Object value, Object @Nullable [] arguments) {
        return arguments != null && Arrays.asList(arguments).contains(value);
    }

    private static String quoted(String value) {
        return PLAIN.matcher(value).matches()
                ? value
                : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
