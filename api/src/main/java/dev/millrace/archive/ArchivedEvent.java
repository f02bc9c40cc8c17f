package dev.millrace.archive;

import java.time.Instant;

/**
 * One event as it was received, as far as a replay needs it.
 *
 * @param version unique among all events of all nodes; also the version of the row that is made of the event
 * @param operation what the sender wanted: {@code post}, {@code put}, {@code delete}; which of them exist depends on the kind
 * @param verdict the verdict when it was received
 * @param isCut true if it was too long to be kept whole, and so cannot be decoded
 * @param filled see {@link EventMetadata#filled}
 * @param sender what the rules looked at beside the text, such as a User-Agent; may be empty
 * @param text the event's bytes as they came, whatever is in them; the whole array, not to be changed
 */
public record ArchivedEvent(
        long version,
        Instant receivedAt,
        String operation,
        ArchivedVerdict verdict,
        boolean isCut,
        String filled,
        String sender,
        byte[] text) {}
