package dev.millrace.gate;

import dev.millrace.auth.Key;
import dev.millrace.auth.Quota;
import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.http.SenderHeader;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides about a request from its head, in this order: the port and the role of this node, the sender, the hard limit of the body, whether the service takes events, memory,
 * and the sender's quota. The quota is last, so that a request which is refused for another reason costs none. Runs for every request on the event loop and never blocks. Thread-safe.
 */
@Singleton
final class Gate {
    private static final Refusal NO_CONNECTION = Refusal.busy(
            "connections", 1, null, "Too many connections are open: close some, or send more with each request.");

    private static final Refusal BAD_TARGET = Refusal.badTarget(
            "The URL is malformed: each % needs two hexadecimal digits, together they must be UTF-8, and no part of the path may be . or .. (a sensor may be given as ?sensor_id=).");

    private final Routes routes;
    private final RoleGuard roles;
    private final AdminPort adminPort;
    private final ProxyHeaders proxies;
    private final BrowserGuard browsers;
    private final KeyCheck keys;
    private final EventBuffer buffer;
    private final BodyBudget budget;
    private final HttpConfig config;

    Gate(
            Routes routes,
            RoleGuard roles,
            AdminPort adminPort,
            ProxyHeaders proxies,
            BrowserGuard browsers,
            KeyCheck keys,
            EventBuffer buffer,
            BodyBudget budget,
            HttpConfig config) {
        this.routes = routes;
        this.roles = roles;
        this.adminPort = adminPort;
        this.proxies = proxies;
        this.browsers = browsers;
        this.keys = keys;
        this.buffer = buffer;
        this.budget = budget;
        this.config = config;
    }

    /** The decision about a request. */
    sealed interface Decision {
        /** The request may come in. The body's memory is given back with {@link Gate#leave}. */
        record Admitted(AdmittedRequest admission) implements Decision {}

        /** The request is refused. */
        record Refused(Refusal refusal) implements Decision {}
    }

    /**
     * Decides about a request.
     *
     * @param surplus true if the connection is above the limit
     * @param last of the connection
     */
    Decision decide(HttpRequest head, boolean surplus, Channel from, LastCredential last) {
        Refusal unread = Refusal.unread(head);
        if (unread != null) {
            return new Decision.Refused(unread);
        }
        if (head.decoderResult().isFailure()) {
            return new Decision.Admitted(AdmittedRequest.unread());
        }
        String target = RequestTarget.canonical(head.uri());
        if (target == null) {
            return new Decision.Refused(BAD_TARGET);
        }
        // The router must read the same target that the gate decides about.
        head.setUri(target);
        Route route = routes.of(head.method(), target);
        if (surplus && route != Route.OPEN) {
            return new Decision.Refused(NO_CONNECTION);
        }
        Refusal misdirected = adminPort.check(route, target, from);
        if (misdirected == null) {
            misdirected = roles.check(route, target);
        }
        if (misdirected != null) {
            return new Decision.Refused(misdirected);
        }
        Refusal foreign = browsers.check(head, route);
        InetAddress client = proxies.client(from, head.headers());
        if (foreign != null) {
            SignInFailures.note(foreign, head, client, from);
            return new Decision.Refused(foreign);
        }
        if (route == Route.ADMIN || route == Route.EDIT) {
            tellAddress(head, client);
        }
        return switch (keys.check(head, route, proxies.certificate(from, head.headers()), last)) {
            case KeyCheck.Result.Refused(Refusal refusal) -> {
                SignInFailures.note(refusal, head, client, from);
                yield new Decision.Refused(refusal);
            }
            case KeyCheck.Result.Known(Key key) -> {
                tellSender(head, route, key);
                yield decide(head, route, key, client);
            }
            case KeyCheck.Result.NotAsked _ -> {
                head.headers().remove(SenderHeader.NAME);
                yield decide(head, route, null, client);
            }
        };
    }

    /** Passes on where a request comes from, for the audit log. */
    private static void tellAddress(HttpRequest head, @Nullable InetAddress client) {
        if (client == null) {
            head.headers().remove(SenderHeader.ADDRESS);
        } else {
            head.headers().set(SenderHeader.ADDRESS, client.getHostAddress());
        }
    }

    /** Passes on whose request it is. Of posts this is only asked if events are charged later. */
    private static void tellSender(HttpRequest head, Route route, Key key) {
        Quota quota = key.quota();
        if (!route.bringsEvents() || (quota != null && quota.limitsEvents())) {
            head.headers().set(SenderHeader.NAME, key.sender());
        } else {
            head.headers().remove(SenderHeader.NAME);
        }
    }

    private Decision decide(HttpRequest head, Route route, @Nullable Key key, @Nullable InetAddress client) {
        boolean chunked = HttpUtil.isTransferEncodingChunked(head);
        long length = chunked ? 0 : HttpUtil.getContentLength(head, 0L);
        if (length > config.maxBodyBytes()) {
            return new Decision.Refused(Refusal.tooLarge(
                    "body_too_large",
                    key,
                    "The body has %s bytes, the limit is %s: send smaller batches."
                            .formatted(length, config.maxBodyBytes())));
        }
        if (route.needsBuffer()) {
            Optional<AppendResult.Refused> refused = buffer.refusal();
            if (refused.isPresent()) {
                AppendResult.Refused why = refused.get();
                return new Decision.Refused(
                        Refusal.busy("buffer", why.retryAfter().toSeconds(), key, why.reason()));
            }
        }
        if ((length > 0 || chunked) && !budget.hasRoomFor(length)) {
            return new Decision.Refused(noMemory(key));
        }
        Quota quota = key == null ? null : key.quota();
        long cost = quota == null ? 0 : quota.cost(length);
        if (key != null && quota != null) {
            Refusal refusal = ask(quota, cost, key, route);
            if (refusal != null) {
                return new Decision.Refused(refusal);
            }
        }
        return new Decision.Admitted(new AdmittedRequest(key, client, chunked ? -1 : length, cost));
    }

    private static @Nullable Refusal ask(Quota quota, long cost, Key key, Route route) {
        long burst = quota.burstBytes();
        if (cost > burst) {
            return Refusal.tooLarge(
                    "over_burst",
                    key,
                    "The body has %s bytes, the key %s may send %s at once: send smaller batches."
                            .formatted(cost, key.name(), burst));
        }
        Quota.Exceeded exceeded = quota.take(cost, route.bringsEvents());
        return exceeded == null
                ? null
                : Refusal.tooMuch(
                        Math.ceilDiv(exceeded.waitNanos(), TimeUnit.SECONDS.toNanos(1)),
                        key,
                        "The quota of the key %s is used up for now: its %s per second."
                                .formatted(key.name(), exceeded.unit()));
    }

    /** Counts a part of a body; returns false if there is no memory for it. */
    boolean receive(AdmittedRequest admission, int bytes, Channel from) {
        admission.received(bytes);
        return budget.take(admission, () -> sender(admission, from));
    }

    /** Counts a whole body until its memory is given back, instead of until it is answered; returns null if there is no room. */
    BodyMemory.@Nullable Kept keep(AdmittedRequest admission, long bytes, Channel from) {
        Object sender = sender(admission, from);
        Runnable giveBack = budget.keep(admission, bytes, sender);
        return giveBack == null ? null : new BodyMemory.Kept(sender, giveBack);
    }

    /** Returns the sender of the key, or the address of a request without one. */
    private static Object sender(AdmittedRequest admission, Channel from) {
        Key key = admission.key();
        if (key != null) {
            return key.sender();
        }
        if (admission.client() != null) {
            return admission.client();
        }
        return from.remoteAddress() instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress()
                : from.id();
    }

    /** Gives back the memory of a body: the request is answered, its connection has ended, or its rows are in the buffer. */
    void leave(AdmittedRequest admission) {
        budget.giveBack(admission);
    }

    /** Makes the refusal of a body for which there is no memory. */
    Refusal noMemory(AdmittedRequest admission) {
        return noMemory(admission.key());
    }

    private static Refusal noMemory(@Nullable Key key) {
        return Refusal.busy("memory", 1, key, "Too many bodies are being received at the moment.");
    }

    /** Makes the refusal of a body whose framing is broken. */
    Refusal broken(AdmittedRequest admission, Throwable cause) {
        return Refusal.broken(
                admission.key(),
                "The body is not sent as HTTP wants it, so nothing of it is stored: %s".formatted(cause.getMessage()));
    }

    /** Makes the refusal of a body that takes too long. */
    Refusal tooSlow(AdmittedRequest admission) {
        return Refusal.tooSlow(
                admission.key(),
                "The body did not come within %s seconds: send smaller batches."
                        .formatted(Math.max(1, config.bodyTimeout().toSeconds())));
    }
}
