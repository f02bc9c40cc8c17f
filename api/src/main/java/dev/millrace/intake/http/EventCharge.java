package dev.millrace.intake.http;

import dev.millrace.auth.Key;
import dev.millrace.auth.LiveKeys;
import dev.millrace.auth.Quota;
import dev.millrace.http.SenderHeader;
import dev.millrace.intake.IntakeAnswer;
import io.netty.handler.codec.http.HttpHeaders;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Takes the events of a body from the quota of its key, once they are counted. The gate took one when it admitted the request; more may leave
 * a debt, for which later requests wait. Thread-safe.
 */
@Singleton
public final class EventCharge {
    private final LiveKeys keys;

    /** @param keys those in force */
    public EventCharge(LiveKeys keys) {
        this.keys = keys;
    }

    /** Returns whose events are to be charged; null if there is no limit. */
    public static @Nullable String sender(HttpHeaders head) {
        return head.get(SenderHeader.NAME);
    }

    /** Charges what a request brought, whatever became of it. */
    public void charge(@Nullable String sender, IntakeAnswer answer) {
        if (sender == null) {
            return;
        }
        int events = switch (answer) {
            case IntakeAnswer.Kept(var _, var counts) -> counts.total();
            case IntakeAnswer.NothingKept(var counts) -> counts.total();
            case IntakeAnswer.Unreadable _, IntakeAnswer.Busy _ -> 0;
        };
        Key key = keys.current().named(sender);
        Quota quota = key == null ? null : key.quota();
        if (quota != null) {
            quota.chargeEvents(events - 1L);
        }
    }
}
