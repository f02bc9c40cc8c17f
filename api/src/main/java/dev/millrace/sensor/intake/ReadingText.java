package dev.millrace.sensor.intake;

import dev.millrace.sensor.table.ReadingRow;
import dev.millrace.sensor.table.Utf8Slice;
import java.util.Locale;

/** The texts of a reading, in the order in which their errors are reported. */
enum ReadingText {
    SENSOR_ID(0, 128),
    FACILITY(1, 128),
    EQUIPMENT(2, 128),
    UNIT(3, 32),
    QUALITY(4, 32);

    private final int index;
    private final String wireName = name().toLowerCase(Locale.ROOT);
    private final int maxCharacters;

    ReadingText(int index, int maxCharacters) {
        this.index = index;
        this.maxCharacters = maxCharacters;
    }

    /** Returns its place among the texts, from 0. */
    int index() {
        return index;
    }

    /** Returns its name in JSON. */
    String wireName() {
        return wireName;
    }

    /** The most characters, in the sense of Unicode code points. */
    int maxCharacters() {
        return maxCharacters;
    }

    boolean mayBeEmpty() {
        return this != SENSOR_ID;
    }

    /** Returns the text of a row. */
    Utf8Slice in(ReadingRow row) {
        return switch (this) {
            case SENSOR_ID -> row.sensorId();
            case FACILITY -> row.facility();
            case EQUIPMENT -> row.equipment();
            case UNIT -> row.unit();
            case QUALITY -> row.quality();
        };
    }
}
