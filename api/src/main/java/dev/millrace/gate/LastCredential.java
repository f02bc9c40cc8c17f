package dev.millrace.gate;

import dev.millrace.auth.Key;
import dev.millrace.auth.Keys;
import dev.millrace.auth.KnownKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Remembers whose the last {@code Authorization} header of a connection was: a device sends the same key or token with each request, and to
 * hash or look it up each time would cost more than the rest of the decision. Belongs to the connection's event loop.
 */
final class LastCredential {
    /** A longer header is looked up each time: so much memory may each connection take. */
    private static final int MAX_BYTES = 2048;

    private static final byte[] NONE = {};

    /** The sender that a header has identified. */
    sealed interface Owner {
        /** A key, which holds while {@code keys} are those in force. */
        record OfKey(Keys keys, KnownKey.Valid valid) implements Owner {}

        /** A token, which holds until that time, and while {@code generation} is that of the issuers' keys. */
        record OfToken(Key key, long untilMillis, long generation) implements Owner {}
    }

    private byte[] header = NONE;
    private @Nullable Owner owner;

    /** Returns the owner of a header if it is the last one; else null. Takes the same time wherever the headers differ. */
    @Nullable
    Owner of(String presented) {
        return owner != null && MessageDigest.isEqual(bytes(presented), header) ? owner : null;
    }

    void remember(String presented, Owner identified) {
        if (presented.length() <= MAX_BYTES) {
            header = bytes(presented);
            owner = identified;
        }
    }

    private static byte[] bytes(String presented) {
        return presented.getBytes(StandardCharsets.UTF_8);
    }
}
