package dev.millrace.archive;

import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import java.util.List;
import java.util.function.Function;

/** A kind of event whose archived events can be decoded again. Thread-safe. */
public interface ArchivedKind {
    /** Returns the value of the column {@code kind}: small letters only. */
    String name();

    /** Returns true if a replay is of this kind unless it names one. */
    default boolean isUsual() {
        return false;
    }

    /** The tables that its rows go to, in the order in which rows of one piece of a replay are stored. */
    List<EventTable> tables();

    /**
     * Decodes an event with the rules of now, with its original version and time of arrival: so the row that is made again is the same row.
     *
     * @param rows gives the writer for the rows of one of {@link #tables}
     */
    Verdict decode(ArchivedEvent event, Function<EventTable, FrameWriter> rows);
}
