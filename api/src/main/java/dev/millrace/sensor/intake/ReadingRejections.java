package dev.millrace.sensor.intake;

import dev.millrace.intake.Verdict;

/** The reasons for which a reading is rejected, as senders see them. */
final class ReadingRejections {
    static final Verdict.Rejected MISSING_SENSOR = new Verdict.Rejected("sensor_id", "is missing");
    static final Verdict.Rejected MISSING_TIME = new Verdict.Rejected("ts", "is missing");
    static final Verdict.Rejected MISSING_VALUE = new Verdict.Rejected("value", "is missing");

    static final Verdict.Rejected TIME_FORMAT = new Verdict.Rejected(
            "ts",
            "must be an ISO-8601 time such as 2026-11-19T10:05:03.250Z, or a whole number of milliseconds since 1970");
    static final Verdict.Rejected TIME_IN_SECONDS = new Verdict.Rejected(
            "ts", "looks like seconds since 1970: send milliseconds, a thousand times as much, or an ISO-8601 time");
    static final Verdict.Rejected TIME_BEFORE_1970 = new Verdict.Rejected("ts", "must not be before 1970");
    static final Verdict.Rejected TIME_BEFORE_RETENTION = new Verdict.Rejected("ts", "is older than readings are kept");
    static final Verdict.Rejected TIME_IN_FUTURE = new Verdict.Rejected("ts", "must not be in the future");
    static final Verdict.Rejected VALUE = new Verdict.Rejected("value", "must be a finite number");
    static final Verdict.Rejected NO_OBJECT = new Verdict.Rejected("attributes", "must be a JSON object");

    private ReadingRejections() {}

    static Verdict.Rejected length(ReadingText field) {
        return new Verdict.Rejected(
                field.wireName(),
                field.mayBeEmpty()
                        ? "must be a string of up to %s characters".formatted(field.maxCharacters())
                        : "must be a string of 1 to %s characters".formatted(field.maxCharacters()));
    }

    static Verdict.Rejected control(ReadingText field) {
        return new Verdict.Rejected(field.wireName(), "must not hold control characters");
    }

    static Verdict.Rejected notUnicode(ReadingText field) {
        return new Verdict.Rejected(field.wireName(), "must be Unicode text");
    }

    static Verdict.Rejected attributesTooLong(int limit) {
        return new Verdict.Rejected("attributes", "must have at most %s bytes".formatted(limit));
    }
}
