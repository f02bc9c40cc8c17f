package dev.millrace.gate;

import dev.millrace.auth.Key;
import dev.millrace.auth.Quota;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** A request that was let in and is not answered yet. Belongs to its connection's event loop. */
final class AdmittedRequest {
    /** Stands for a request that is answered but has not ended. */
    static final AdmittedRequest UNKNOWN = unread();

    /** The memory that each part of a chunked body takes besides its bytes, because each part is an object. */
    private static final int COST_OF_PART = 256;

    private final @Nullable Key key;
    private final @Nullable InetAddress client;

    /** The Content-Length of the request; negative if it has none. */
    private final long length;

    /** The bytes of the body that were taken from the quota. */
    private final long paid;

    private long received;
    private long parts;

    /** The bytes that this request holds of the {@link BodyBudget}. */
    private long charged;

    /** The sender whose share the body counts for; null while the body is small. */
    private @Nullable Object sender;

    /** @param client the address of the client of a trusted proxy; null if it is that of the connection */
    AdmittedRequest(@Nullable Key key, @Nullable InetAddress client, long length, long paid) {
        this.key = key;
        this.client = client;
        this.length = length;
        this.paid = paid;
    }

    /** A head that is no request; the framework says what is wrong with it, and ends the connection. */
    static AdmittedRequest unread() {
        return new AdmittedRequest(null, null, 0, 0);
    }

    @Nullable
    Key key() {
        return key;
    }

    @Nullable
    InetAddress client() {
        return client;
    }

    /** Counts the received part of the body; a body without a Content-Length is paid for as it arrives. */
    void received(int bytes) {
        received += bytes;
        parts++;
        Quota quota = key == null ? null : key.quota();
        if (quota != null && received > paid) {
            quota.chargeBytes(Math.min(bytes, received - paid));
        }
    }

    /** Returns how many bytes of memory the received part of the body takes. */
    long cost() {
        if (received == 0) {
            return 0;
        }
        if (length < 0) {
            return received + parts * COST_OF_PART;
        }
        return BodyAllocation.needed(charged, received, length);
    }

    long charged() {
        return charged;
    }

    void charged(long bytes) {
        charged = bytes;
    }

    @Nullable
    Object sender() {
        return sender;
    }

    void countsFor(@Nullable Object whose) {
        sender = whose;
    }
}
