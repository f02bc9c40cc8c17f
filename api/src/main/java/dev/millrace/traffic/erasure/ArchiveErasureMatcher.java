package dev.millrace.traffic.erasure;

import dev.millrace.archive.ArchiveTable;
import dev.millrace.archive.ArchivedRow;
import dev.millrace.buffer.Frame;
import dev.millrace.deadletter.DeadLetter;
import dev.millrace.traffic.table.TrafficTable;
import dev.millrace.traffic.table.UnsignedDecimal;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the users of archived events: the subject, or, if decoding was not certain, every user whom the text names, even if it is not JSON.
 */
final class ArchiveErasureMatcher {
    private static final String KIND = TrafficTable.VIEWS.name();

    /** A pattern that means the same to Java and to ClickHouse, and needs no escaping there. */
    private static final String NAMED = "\"user_id\"[\t\n\r ]*:[\t\n\r ]*\"?0*([0-9]+)";

    private static final Pattern NAMED_USER = Pattern.compile(NAMED);

    private static final String CONDITION = """
            kind = '${kind}' AND happened_at <= fromUnixTimestamp64Milli(${to}, 'UTC')
            AND (subject = '${user}' OR (subject = '' AND event != '' AND has(extractAll(event, '${named}'), '${user}')))
            """.replace("${kind}", KIND).replace("${named}", NAMED);

    private ArchiveErasureMatcher() {}

    /** Returns the condition for rows of one person up to a time in milliseconds since 1970, made of numbers only. */
    static String condition(long userId, long erasedTo) {
        return CONDITION.replace("${user}", Long.toString(userId)).replace("${to}", Long.toString(erasedTo));
    }

    static boolean isArchive(Frame frame) {
        return frame.table() == ArchiveTable.EVENTS.id();
    }

    /** Returns the users of the row that starts at the buffer's position; the position stays. */
    static Set<Long> usersAt(ByteBuffer rows) {
        return users(ArchivedRow.read(rows.duplicate()));
    }

    /** Returns the users of the row in a dead letter; none if it is of another table. */
    static Set<Long> users(DeadLetter letter) {
        return row(letter).map(ArchiveErasureMatcher::users).orElse(Set.of());
    }

    private static Set<Long> users(ArchivedRow row) {
        Set<Long> users = new TreeSet<>();
        if (row.kind().equals(KIND)) {
            add(users, row.subject());
            users.addAll(usersIn(row.text()));
        }
        return users;
    }

    /** Returns everybody whom a text names, even if it is no JSON. */
    static Set<Long> usersIn(CharSequence text) {
        Set<Long> users = new TreeSet<>();
        Matcher named = NAMED_USER.matcher(text);
        while (named.find()) {
            add(users, named.group(1));
        }
        return users;
    }

    private static void add(Set<Long> users, String number) {
        OptionalLong user = UnsignedDecimal.parse(number);
        if (user.isPresent()) {
            users.add(user.getAsLong());
        }
    }

    /**
     * An event of an erased person.
     *
     * @param happenedAt milliseconds since 1970
     */
    record Erased(long userId, long happenedAt) {}

    /** Returns the event of the row that starts at the buffer's position, which does not move, if it is to be erased; else null. */
    static @Nullable Erased erasedAt(ByteBuffer rows, Map<Long, Long> erasedTo) {
        return erased(ArchivedRow.read(rows.duplicate()), erasedTo);
    }

    static boolean isErased(DeadLetter letter, Map<Long, Long> erasedTo) {
        return row(letter).map(row -> erased(row, erasedTo)).isPresent();
    }

    private static @Nullable Erased erased(ArchivedRow row, Map<Long, Long> erasedTo) {
        for (long user : users(row)) {
            Long to = erasedTo.get(user);
            if (to != null && row.happenedAt() <= to) {
                return new Erased(user, row.happenedAt());
            }
        }
        return null;
    }

    private static Optional<ArchivedRow> row(DeadLetter letter) {
        if (!letter.table().equals(ArchiveTable.EVENTS.name())) {
            return Optional.empty();
        }
        try {
            ArchiveTable.EVENTS.skipRow(ByteBuffer.wrap(letter.row())); // an impossible length must not be allocated
            return Optional.of(ArchivedRow.read(ByteBuffer.wrap(letter.row())));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty(); // written by another build, or by hand: its user is unknown
        }
    }
}
