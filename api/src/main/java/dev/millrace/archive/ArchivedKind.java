package dev.millrace.archive;

import dev.millrace.clickhouse.EventTable;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import java.util.List;
import java.util.function.Function;

/** A kind of event that can be sent through the rules again. Thread-safe. */
public interface ArchivedKind {
    /** Returns the value of the column {@code kind}: small letters only. */
    String name();

    /** The tables that its rows go to, in the order in which rows of one piece of a replay are stored. */
    List<EventTable> tables();

    /**
     * Decodes an event with the rules of now, with the version and the time of receiving that it had: so a row that is made again is the
     * same row.
     *
     * @param rows gives where the rows of one of {@link #tables} go
     */
    Verdict decode(ArchivedEvent event, Function<EventTable, FrameWriter> rows);
}
