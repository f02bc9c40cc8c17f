package dev.millrace.simulator.sensor.csv;

import java.util.Locale;

/** The separator between the fields of a line. */
enum Separator {
    SEMICOLON(';'),
    TAB('\t'),
    COMMA(','),
    PIPE('|');

    private final char character;

    Separator(char character) {
        this.character = character;
    }

    char character() {
        return character;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
