package dev.millrace.gate;

import dev.millrace.auth.LiveKeys;
import io.micronaut.context.annotation.Value;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AsciiString;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages away from a service on loopback that asks for no keys. A browser on the same machine reaches it, and any page in the
 * browser can send requests there: to a loopback name, as a cross-site request, or to a name of its own that resolves to loopback, as a
 * same-site request (DNS rebinding). Thread-safe.
 */
@Singleton
final class BrowserGuard {
    /** The header in which a browser says whether a request comes from a page of another site. */
    private static final AsciiString SITE = AsciiString.cached("sec-fetch-site");

    /** Loopback names with or without a port. Browsers send no short forms of addresses. */
    private static final Pattern LOOPBACK = Pattern.compile(
            "(localhost\\.?|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

    private static final Refusal WRONG_HOST = Refusal.foreign(
            "wrong_host",
            "Host",
            "Without keys only this machine is answered, under a loopback name: address it as localhost or 127.0.0.1, or set"
                    + " MILLRACE_AUTH_KEYS_FILE.");

    private static final Refusal FOREIGN_PAGE = Refusal.foreign(
            "foreign_page",
            "Origin",
            "Without keys web pages of other origins are not answered: name the origin in MILLRACE_CORS_ORIGINS, or set"
                    + " MILLRACE_AUTH_KEYS_FILE.");

    private final boolean guards;
    private final Origins origins;

    /** The last host that was permitted, as nearly all are the same. */
    private volatile String knownHost = "";

    /** @param host the address to listen on */
    BrowserGuard(LiveKeys keys, Origins origins, @Value("${millrace.host:127.0.0.1}") String host) {
        this.guards = !keys.areAsked() && isLoopback(host);
        this.origins = origins;
    }

    /** Null if the request may come in. */
    @Nullable
    Refusal check(HttpRequest head, Route route) {
        if (!guards || route == Route.OPEN) {
            return null;
        }
        HttpHeaders headers = head.headers();
        String host = headers.get(HttpHeaderNames.HOST);
        if (host != null && !host.equals(knownHost)) {
            // No browser leaves it out.
            if (!LOOPBACK.matcher(host).matches()) {
                return WRONG_HOST;
            }
            knownHost = host;
        }
        return isForeign(head) ? FOREIGN_PAGE : null;
    }

    /** Returns true if a browser sent the request for a page of another origin that is not permitted. */
    boolean isForeign(HttpRequest head) {
        HttpHeaders headers = head.headers();
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        if (origin != null) {
            String host = headers.get(HttpHeaderNames.HOST);
            boolean isOurs = origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
            return !isOurs && !origins.contains(origin);
        }
        String site = headers.get(SITE);
        return site != null && !site.equals("same-origin") && !site.equals("none");
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            // The start fails with a sentence about it.
            return true;
        }
    }
}
