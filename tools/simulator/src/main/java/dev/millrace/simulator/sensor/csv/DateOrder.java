package dev.millrace.simulator.sensor.csv;

/** The order of day, month and year, which decides what {@code 03/04/2026} means. The names are values of an option. */
enum DateOrder {
    DMY("day/month/year"),
    MDY("month/day/year");

    private final String title;

    DateOrder(String title) {
        this.title = title;
    }

    /** Returns a title for people. */
    String title() {
        return title;
    }
}
