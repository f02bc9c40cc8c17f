package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.load.Form;
import dev.millrace.benchmarks.load.Load;
import dev.millrace.benchmarks.load.Request;
import dev.millrace.benchmarks.load.WrkReport;
import java.io.IOException;
import java.util.List;

/** One that takes the load of a comparison: started once, measured many times in turn with the others. For one thread. */
public interface Contender {
    /** What it is measured as. */
    enum Role {
        /** Nothing can be faster: what the others are a share of. */
        LIMIT,
        MILLRACE,
        OTHER
    }

    /** Short and without spaces at its ends; unique in its comparison. */
    String name();

    Role role();

    /** What it is, and what was set that its defaults do not say. */
    String settings();

    /**
     * Starts what it needs, or finds it started on the stage.
     *
     * @throws NotPossibleException if it cannot run here: it is left out, and the reason is told
     */
    void start(Stage stage) throws IOException, InterruptedException;

    /** How it wants its requests. */
    Request request();

    /** How it wants many events written. */
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
     * What became of the load.
     *
     * @param storedAfterSeconds how long after the load everything was stored; NaN if that is not its way
     * @param findings what was lost or does not add up
     */
    record Outcome(double storedAfterSeconds, List<String> findings) {
        /** Copies. */
        public Outcome {
            findings = List.copyOf(findings);
        }

        /** Of one that keeps nothing. */
        public static Outcome keepsNothing() {
            return new Outcome(Double.NaN, List.of());
        }
    }
}
