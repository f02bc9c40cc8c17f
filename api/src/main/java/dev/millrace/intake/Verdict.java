package dev.millrace.intake;

/** The verdict on one event. A bad event is a value, never an exception, and never harms the events around it. */
public sealed interface Verdict {
    /** The only instance of {@link Accepted}, so that the hot path makes no object. */
    Verdict ACCEPTED = new Accepted();

    /** The event is valid and its row was encoded. */
    record Accepted() implements Verdict {}

    /** The event is valid, but the operator does not want it: it is counted and not stored. */
    record Filtered(String reason) implements Verdict {}

    /**
     * The event can never be accepted as it is.
     *
     * @param field the field that is wrong, or {@code event} if it is not a JSON object
     * @param reason what is expected, in words that a sender can act on
     * @param tooLong true if it was not read because of its length
     */
    record Rejected(String field, String reason, boolean tooLong) implements Verdict {
        private static final String WHOLE_EVENT = "event";

        /** A field is wrong. */
        public Rejected(String field, String reason) {
            this(field, reason, false);
        }

        /** Rejects the event as a whole: it is not JSON, not an object, or too long. */
        public static Rejected event(String reason) {
            return new Rejected(WHOLE_EVENT, reason);
        }

        static Rejected tooLong(int bytes, int limit) {
            return new Rejected(WHOLE_EVENT, "is %s bytes long, the limit is %s".formatted(bytes, limit), true);
        }

        /** Returns true if the event as a whole is rejected, and not one of its fields. */
        public boolean isUnreadable() {
            return field.equals(WHOLE_EVENT);
        }
    }
}
