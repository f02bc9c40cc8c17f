package dev.millrace.torture.journal;

/**
 * The answer that the sender saw.
 *
 * @param status of HTTP; 0 without an answer
 * @param accepted events that were accepted, by the answer
 * @param rejected events that were rejected, by the answer
 * @param detail details for findings
 */
public record Answer(Outcome outcome, int status, int accepted, int rejected, String detail) {
    /** Makes the entry for a missing answer. */
    public static Answer none(Outcome outcome, Exception cause) {
        return new Answer(outcome, 0, 0, 0, cause.toString());
    }

    String toLine() {
        return "%s\t%s\t%s\t%s\t%s".formatted(outcome, status, accepted, rejected, detail.replaceAll("\\s+", " "));
    }

    static Answer parse(String[] parts, int from) {
        return new Answer(
                Outcome.valueOf(parts[from]),
                Integer.parseInt(parts[from + 1]),
                Integer.parseInt(parts[from + 2]),
                Integer.parseInt(parts[from + 3]),
                parts[from + 4]);
    }
}
