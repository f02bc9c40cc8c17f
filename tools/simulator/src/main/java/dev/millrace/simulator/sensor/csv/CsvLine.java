package dev.millrace.simulator.sensor.csv;

/** A line of a file of readings. */
sealed interface CsvLine {
    /** A time and a number. */
    record Point(long tsMillis, double value) implements CsvLine {}

    /** Any other line. */
    record Skipped(Reason reason) implements CsvLine {}

    /** The reason why a line is not a reading. */
    enum Reason {
        EMPTY("empty"),
        COMMENT("a comment"),
        OPEN_QUOTE("a quote that is not closed on its line"),
        NOT_TWO_FIELDS("not two fields (--columns says which to take)"),
        NO_TIME("no time"),
        OUT_OF_RANGE("a time outside of 1970 to 2105"),
        NO_NUMBER("no finite number");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
