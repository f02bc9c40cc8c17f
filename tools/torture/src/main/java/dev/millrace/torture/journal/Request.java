package dev.millrace.torture.journal;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The contents of one HTTP request. */
public sealed interface Request {
    /**
     * Posts views.
     *
     * @param views sound ones, in their order
     * @param bad how many events that have to be rejected stand among them
     */
    record Post(List<View> views, int bad) implements Request {
        /** Copies. */
        public Post {
            views = List.copyOf(views);
        }
    }

    /** Replaces or makes the view with its id. */
    record Put(View view) implements Request {}

    /** Deletes the view with that id. */
    record Delete(long requestId) implements Request {}

    /**
     * Posts readings of sensors.
     *
     * @param readings sound ones, in their order: of two of an instant the later one holds
     * @param bad how many events that have to be rejected stand among them
     */
    record PostReadings(List<Reading> readings, int bad) implements Request {
        /** Copies. */
        public PostReadings {
            readings = List.copyOf(readings);
        }
    }

    /** Deletes the readings of a sensor from one instant to before another one, in milliseconds since 1970. */
    record DeleteReadings(String sensor, long from, long to) implements Request {
        /** Returns true if it concerns that reading. */
        public boolean includes(Reading.At at) {
            return at.sensor().equals(sensor) && at.millis() >= from && at.millis() < to;
        }
    }

    /** The ids of views that it changes. */
    default Stream<Long> ids() {
        return switch (this) {
            case Post(List<View> views, int _) -> views.stream().map(View::requestId);
            case Put(View view) -> Stream.of(view.requestId());
            case Delete(long id) -> Stream.of(id);
            case PostReadings _, DeleteReadings _ -> Stream.of();
        };
    }

    /** Returns how many events it carries, bad ones too. */
    default int events() {
        return switch (this) {
            case Post(List<View> views, int bad) -> views.size() + bad;
            case PostReadings(List<Reading> readings, int bad) -> readings.size() + bad;
            case Put _, Delete _, DeleteReadings _ -> 1;
        };
    }

    /** Returns how many of its events have to be rejected. */
    default int rejected() {
        return switch (this) {
            case Post(List<View> _, int bad) -> bad;
            case PostReadings(List<Reading> _, int bad) -> bad;
            case Put _, Delete _, DeleteReadings _ -> 0;
        };
    }

    /** Writes one line without tabs at its ends. */
    default String toLine() {
        return switch (this) {
            case Post(List<View> views, int bad) -> "post\t%s\t%s".formatted(bad, text(views));
            case Put(View view) -> "put\t0\t" + view;
            case Delete(long id) -> "delete\t0\t" + id;
            case PostReadings(List<Reading> readings, int bad) -> "readings\t%s\t%s".formatted(bad, text(readings));
            case DeleteReadings(String sensor, long from, long to) ->
                "delete-readings\t0\t%s,%s,%s".formatted(sensor, from, to);
        };
    }

    private static String text(List<?> events) {
        return events.stream().map(Object::toString).collect(Collectors.joining(";"));
    }

    /** Reads what {@link #toLine} wrote. */
    static Request parse(String kind, String bad, String text) {
        return switch (kind) {
            case "post" -> new Post(all(text, View::parse), Integer.parseInt(bad));
            case "put" -> new Put(View.parse(text));
            case "delete" -> new Delete(Long.parseLong(text));
            case "readings" -> new PostReadings(all(text, Reading::parse), Integer.parseInt(bad));
            case "delete-readings" -> deletion(text.split(",", -1));
            default -> throw new IllegalArgumentException("no kind of request: " + kind);
        };
    }

    private static DeleteReadings deletion(String[] parts) {
        return new DeleteReadings(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    private static <T> List<T> all(String text, Function<String, T> parse) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(";")).map(parse).toList();
    }
}
