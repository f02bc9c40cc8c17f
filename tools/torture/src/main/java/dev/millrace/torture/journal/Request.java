package dev.millrace.torture.journal;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one HTTP request says. */
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

    /** The ids that it changes. */
    default Stream<Long> ids() {
        return switch (this) {
            case Post(List<View> views, int _) -> views.stream().map(View::requestId);
            case Put(View view) -> Stream.of(view.requestId());
            case Delete(long id) -> Stream.of(id);
        };
    }

    /** How many events it carries, bad ones too. */
    default int events() {
        return this instanceof Post(List<View> views, int bad) ? views.size() + bad : 1;
    }

    /** One line without tabs at its ends. */
    default String toLine() {
        return switch (this) {
            case Post(List<View> views, int bad) ->
                "post\t%s\t%s".formatted(bad, views.stream().map(View::toString).collect(Collectors.joining(";")));
            case Put(View view) -> "put\t0\t" + view;
            case Delete(long id) -> "delete\t0\t" + id;
        };
    }

    /** Reads what {@link #toLine} wrote. */
    static Request parse(String kind, String bad, String text) {
        return switch (kind) {
            case "post" -> new Post(views(text), Integer.parseInt(bad));
            case "put" -> new Put(View.parse(text));
            case "delete" -> new Delete(Long.parseLong(text));
            default -> throw new IllegalArgumentException("no kind of request: " + kind);
        };
    }

    private static List<View> views(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(";")).map(View::parse).toList();
    }
}
