package dev.millrace.torture.journal;

/**
 * A request and what became of it.
 *
 * @param number in the order of sending
 * @param answer {@link Outcome#RESET} if the journal has none
 * @param processLived false if a process was killed after this request was sent
 * @param diskLived false if a disk was lost after this request was sent
 */
public record Entry(long number, Request request, Answer answer, boolean processLived, boolean diskLived) {
    /** Returns true if what it says has to be stored. */
    public boolean isKept() {
        return answer.outcome().isKept(processLived, diskLived);
    }
}
