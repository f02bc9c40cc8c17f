package dev.millrace.intake;

/** The verdict on one event. A bad event is a value, never an exception, and never harms the events around it. */
public sealed interface Verdict {
    /** The only {@link Accepted}, so that the hot path makes no object. */
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

        /** The event as a whole is wrong: no JSON, no object, too long. */
        public static Rejected event(String reason) {
            return new Rejected(WHOLE_EVENT, reason);
        }

        static Rejected tooLong(int bytes, int limit) {
            return new Rejected(WHOLE_EVENT, "is %s bytes long, the limit is %s".formatted(bytes, limit), true);
        }

        /** True if there was nothing in which a field could be right or wrong. */
        boolean isUnreadable() {
            return field.equals(WHOLE_EVENT);
        }
    }
}
