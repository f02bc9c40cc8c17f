package dev.millrace.traffic;

import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a page view gets what its JSON does not say.
 *
 * @param requestId gives the id; null if the sender must. It is used whatever the JSON says if {@code requestIdWins}
 * @param requestIdWins true if the id stands in the path
 * @param createdAt gives the time in milliseconds since 1970; null if the sender must
 */
record Blanks(
        @Nullable LongSupplier requestId,
        boolean requestIdWins,
        @Nullable LongSupplier createdAt) {
    /** The sender says everything. */
    static final Blanks NONE = new Blanks(null, false, null);

    /** The id stands in the path. */
    static Blanks pathId(long requestId) {
        return new Blanks(() -> requestId, true, null);
    }

    OptionalLong missingRequestId() {
        return requestId == null ? OptionalLong.empty() : OptionalLong.of(requestId.getAsLong());
    }

    OptionalLong missingCreatedAt() {
        return createdAt == null ? OptionalLong.empty() : OptionalLong.of(createdAt.getAsLong());
    }
}
