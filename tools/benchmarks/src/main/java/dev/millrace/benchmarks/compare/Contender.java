package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.load.Form;
import dev.millrace.benchmarks.load.Load;
import dev.millrace.benchmarks.load.Request;
import dev.millrace.benchmarks.load.WrkReport;
import java.io.IOException;
import java.util.List;

/** A server that takes the load of a comparison: started once, measured many times in turn with the others. For one thread. */
public interface Contender {
    /** The role in the comparison. */
    enum Role {
        /** The limit: nothing can be faster, and the others are shown as a share of it. */
        LIMIT,
        MILLRACE,
        OTHER
    }

    /** Short and without spaces at its ends; unique in its comparison. */
    String name();

    Role role();

    /** Describes the server, and settings that differ from its defaults. */
    String settings();

    /**
     * Starts what it needs, or finds it started on the stage.
     *
     * @throws NotPossibleException if it cannot run here: it is left out, and the reason is told
     */
    void start(Stage stage) throws IOException, InterruptedException;

    /** Returns the form of its requests. */
    Request request();

    /** Returns the form in which it takes many events. */
    default Form form() {
        return Form.NDJSON;
    }

    /** The processes that do its work; first the one whose memory is looked at. */
    List<Long> pids();

    /** Lets it forget the last run. */
    default void begin() throws IOException, InterruptedException {}

    /** Waits until it has done everything it was sent, and looks whether what it has acknowledged is there. */
    Outcome settle(Load load, WrkReport sent) throws IOException, InterruptedException;

    /**
     * The outcome of a load.
     *
     * @param storedAfterSeconds how long after the load everything was stored; NaN if it stores nothing
     * @param findings events that were lost, and counts that do not add up
     */
    record Outcome(double storedAfterSeconds, List<String> findings) {
        /** Copies. */
        public Outcome {
            findings = List.copyOf(findings);
        }

        /** Makes the outcome of a server that keeps nothing. */
        public static Outcome keepsNothing() {
            return new Outcome(Double.NaN, List.of());
        }
    }
}
