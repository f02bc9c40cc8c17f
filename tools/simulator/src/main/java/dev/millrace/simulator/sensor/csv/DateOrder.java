package dev.millrace.simulator.sensor.csv;

/** What {@code 03/04/2026} means. The names are what an option takes. */
enum DateOrder {
    DMY("day/month/year"),
    MDY("month/day/year");

    private final String title;

    DateOrder(String title) {
        this.title = title;
    }

    /** For people. */
    String title() {
        return title;
    }
}
