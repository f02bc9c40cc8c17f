package dev.millrace.torture.journal;

/**
 * A page view.
 *
 * @param requestId unique in a run: at most one view of an id is in the reports at the end
 * @param userId belongs to one round
 * @param createdAt milliseconds since 1970
 * @param pageUrl without white space, commas and semicolons
 */
public record View(long requestId, long userId, long createdAt, String pageUrl) {
    static View parse(String text) {
        String[] parts = text.split(",", -1);
        return new View(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]), parts[3]);
    }

    @Override
    public String toString() {
        return "%s,%s,%s,%s".formatted(requestId, userId, createdAt, pageUrl);
    }
}
