package dev.millrace.benchmarks.data;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A site with its users, and what they viewed in the days before {@code end}. A day here is 24 hours that end with {@code end}. A larger
 * number of rows means more users and not more views of each, except for the largest user, who has one percent of all rows.
 *
 * @param rows views, not counting repeated ones
 * @param users how many there can be; different ones each day, if a day has not room for all
 */
public record Site(long rows, int days, long users, long seed, Instant end) {
    /** The user with one percent of all views. */
    public static final long LARGEST = 1;
    /** The user with 10,000 views a day, whatever the number of rows (one percent if that is less). */
    public static final long HEAVY = 2;

    private static final long FIRST_LARGE = 10;
    private static final long FIRST_TYPICAL = 1000;
    private static final long HEAVY_VIEWS = 10_000;
    private static final long LARGE_VIEWS = 400;
    private static final long TYPICAL_VIEWS = 10;
    private static final int PAGES = 20_000;

    /** The latest end at which the part of a day that is not sealed yet is the longest: 3 hours and 10 minutes. */
    public static Instant lastWorstEnd(Instant now) {
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        Instant end = hour.plus(Duration.ofMinutes(10)).minusMillis(1);
        return end.isAfter(now) ? end.minus(Duration.ofHours(1)) : end;
    }

    /** Views a day. */
    public long rowsPerDay() {
        return rows / days;
    }

    /** The last days, from now. */
    public Range last(Duration length) {
        return new Range(end.minus(length), end);
    }

    private long largestViews() {
        return rowsPerDay() / 100;
    }

    private long heavyViews() {
        return Math.min(HEAVY_VIEWS, rowsPerDay() / 100);
    }

    /** Returns the number of users with a few hundred views a day. */
    public long largeUsers() {
        return Math.clamp(rowsPerDay() / 25_000, 1, 100);
    }

    /** Returns one of those users. */
    public long largeUser(int number) {
        return FIRST_LARGE + number % largeUsers();
    }

    private long typicalUsersOfADay() {
        return Math.max(1, rowsPerDay() / TYPICAL_VIEWS);
    }

    /** Returns a user with about 10 views in the last 24 hours. */
    public long typicalUser(int number) {
        return FIRST_TYPICAL + Math.floorMod(number * 7_919L, Math.min(users, typicalUsersOfADay()));
    }

    /**
     * The statement that stores some views of a day.
     *
     * @param day 0 for the last one, 1 for the one before
     */
    String insert(int day, long from, long count) {
        return fill(INSERT, day, from, count)
                .replace("${version}", "1")
                .replace("${page_lot}", "h")
                .replace("${where}", "1");
    }

    /** The statement that stores one in twenty of them again, half of these with another page. */
    String insertAgain(int day, long from, long count) {
        return fill(INSERT, day, from, count)
                .replace("${version}", "2")
                .replace("${page_lot}", "if(bitAnd(again, 32) = 0, h, again)")
                .replace("${where}", "again % 20 = 0");
    }

    private String fill(String text, int day, long from, long count) {
        long large = largestViews() + heavyViews();
        return text.replace("${first}", Long.toString(from))
                .replace("${count}", Long.toString(count))
                .replace("${seed}", Long.toString(seed))
                .replace("${day}", Integer.toString(day))
                .replace(
                        "${start}",
                        Long.toString(end.minus(Duration.ofDays(day + 1L)).toEpochMilli()))
                .replace("${rows}", Long.toString(rowsPerDay()))
                .replace("${largest_views}", Long.toString(largestViews()))
                .replace("${heavy_views}", Long.toString(large))
                .replace("${large_views}", Long.toString(large + largeUsers() * LARGE_VIEWS))
                .replace("${large_users}", Long.toString(largeUsers()))
                .replace("${typical_users}", Long.toString(typicalUsersOfADay()))
                .replace("${users}", Long.toString(users))
                .replace("${pages}", Integer.toString(PAGES));
    }

    /** The popularity of pages is Zipf's: the logarithm of the rank is spread evenly. */
    private static final String INSERT = """
            INSERT INTO millrace.traffic (request_id, user_id, created_at, page_url, version, is_deleted)
            WITH
                cityHash64(${seed}, ${day}, number) AS h,
                intHash64(h) AS of_user,
                intHash64(h + 1) AS again,
                h % ${rows} AS lot,
                intHash64(${page_lot} + 2) AS of_page,
                toUInt32(floor(exp(bitShiftRight(of_page, 11) / 9007199254740992. * log(${pages} + 1)))) - 1 AS page
            SELECT
                h AS request_id,
                multiIf(
                    lot < ${largest_views}, 1,
                    lot < ${heavy_views}, 2,
                    lot < ${large_views}, 10 + of_user % ${large_users},
                    1000 + (${day} * ${typical_users} + of_user % ${typical_users}) % ${users}) AS user_id,
                fromUnixTimestamp64Milli(toInt64(${start} + intDiv(number * 86400000, ${rows})), 'UTC') AS created_at,
                concat('/shop/', lower(hex(intHash32(page % 97))), '/products/', toString(page), '-',
                       lower(hex(intHash64(page)))) AS page_url,
                ${version} AS version,
                0 AS is_deleted
            FROM numbers(${first}, ${count})
            WHERE ${where}
            """;
}
