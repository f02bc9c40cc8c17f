package dev.millrace.gate;

import dev.millrace.auth.Key;
import dev.millrace.auth.Quota;
import org.jspecify.annotations.Nullable;

/** A request that came in and is not answered yet. Belongs to its connection's event loop. */
final class Admission {
    private final @Nullable Key key;
    private final long memory;

    /** How many bytes of the body the quota was asked for. */
    private final long paid;

    private long received;

    Admission(@Nullable Key key, long memory, long paid) {
        this.key = key;
        this.memory = memory;
        this.paid = paid;
    }

    /** What it took of the {@link BodyBudget}. */
    long memory() {
        return memory;
    }

    @Nullable
    Key key() {
        return key;
    }

    /** Counts what came of its body; a body that did not say its length is paid for as it comes. */
    void received(int bytes) {
        received += bytes;
        Quota quota = key == null ? null : key.quota();
        if (quota != null && received > paid) {
            quota.bucket().charge(Math.min(bytes, received - paid));
        }
    }
}
