package dev.millrace.traffic.intake;

import dev.millrace.traffic.table.UnsignedDecimal;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives a page view the values that its JSON lacks.
 *
 * @param requestId gives the id; null if the sender must. It is used whatever the JSON says if {@code requestIdWins}
 * @param requestIdWins true if the id is in the path
 * @param createdAt gives the time in milliseconds since 1970; null if the sender must
 */
record ViewDefaults(
        @Nullable LongSupplier requestId,
        boolean requestIdWins,
        @Nullable LongSupplier createdAt) {
    private static final Pattern DESCRIPTION =
            Pattern.compile("path_id=(\\d+)|request_id=(\\d+) created_at=(\\d{1,18})");

    /** The sender says everything. */
    static final ViewDefaults NONE = new ViewDefaults(null, false, null);

    /** The id stands in the path. */
    static ViewDefaults pathId(long requestId) {
        return new ViewDefaults(() -> requestId, true, null);
    }

    OptionalLong missingRequestId() {
        return requestId == null ? OptionalLong.empty() : OptionalLong.of(requestId.getAsLong());
    }

    OptionalLong missingCreatedAt() {
        return createdAt == null ? OptionalLong.empty() : OptionalLong.of(createdAt.getAsLong());
    }

    /** Encodes the values that were filled in, for {@link #parse}; empty if the sender had to give all of them. */
    String describe(OptionalLong id, OptionalLong time) {
        if (id.isEmpty()) {
            return "";
        }
        String number = Long.toUnsignedString(id.getAsLong());
        return requestIdWins ? "path_id=" + number : "request_id=%s created_at=%s".formatted(number, time.orElse(0));
    }

    /** Makes defaults that give the same values again; empty if the text is not one of {@link #describe}. */
    static Optional<ViewDefaults> parse(String description) {
        if (description.isEmpty()) {
            return Optional.of(NONE);
        }
        Matcher matcher = DESCRIPTION.matcher(description);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean isPath = matcher.group(1) != null;
        OptionalLong id = UnsignedDecimal.parse(matcher.group(isPath ? 1 : 2));
        if (id.isEmpty()) {
            return Optional.empty();
        }
        if (isPath) {
            return Optional.of(pathId(id.getAsLong()));
        }
        long time = Long.parseLong(matcher.group(3));
        return Optional.of(new ViewDefaults(id::getAsLong, false, () -> time));
    }
}
