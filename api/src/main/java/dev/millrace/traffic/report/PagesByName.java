package dev.millrace.traffic.report;

import dev.millrace.clickhouse.RowReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Merges the pages of several answers, each in the order of names, into one list in that order; counts of the same page are added up. The
 * answers are read row by row. Not thread-safe.
 */
final class PagesByName implements AutoCloseable {
    /** An answer, and its next page. */
    private static final class Answer {
        private final RowReader rows;
        private String page = "";
        private long views;
        private long users;

        Answer(RowReader rows) {
            this.rows = rows;
        }

        boolean next() throws SQLException {
            if (!rows.hasNext()) {
                return false;
            }
            page = rows.text();
            views = rows.int64();
            users = rows.int64();
            return true;
        }
    }

    private final List<Answer> all = new ArrayList<>();
    private final List<Answer> left = new ArrayList<>();

    /** Compares names as ClickHouse sorts them: by their UTF-8. */
    static int compare(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds an answer of pages, views and users. It is closed with this. */
    void add(RowReader rows) throws SQLException {
        Answer answer = new Answer(rows);
        all.add(answer);
        if (answer.next()) {
            left.add(answer);
        }
    }

    boolean hasNext() {
        return !left.isEmpty();
    }

    SiteReport.Page next() throws SQLException {
        String page = left.getFirst().page;
        for (Answer answer : left) {
            if (compare(answer.page, page) < 0) {
                page = answer.page;
            }
        }
        long views = 0;
        long users = 0;
        List<Answer> ended = new ArrayList<>();
        for (Answer answer : left) {
            if (answer.page.equals(page)) {
                views += answer.views;
                users += answer.users;
                if (!answer.next()) {
                    ended.add(answer);
                }
            }
        }
        left.removeAll(ended);
        return new SiteReport.Page(page, views, users);
    }

    @Override
    public void close() {
        all.forEach(answer -> answer.rows.close());
    }
}
