package dev.millrace.gate;

import dev.millrace.auth.EventKinds;
import dev.millrace.auth.Key;
import dev.millrace.auth.Keys;
import dev.millrace.auth.KnownKey;
import dev.millrace.auth.LiveKeys;
import dev.millrace.auth.Permission;
import dev.millrace.auth.oidc.Tokens;
import dev.millrace.tls.ClientCertificate;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Identifies the sender of a request by its key, token or certificate, and checks its rights. Never blocks. Thread-safe. */
@Singleton
final class KeyCheck {
    private static final String SCHEME = "Bearer ";
    private static final String IN_URL = "key=";
    private static final String REALM = "realm=\"millrace\"";
    private static final String INVALID = REALM + ", error=\"invalid_token\"";

    private final LiveKeys keys;
    private final Tokens tokens;
    private final EventKinds events;
    private final BrowserGuard browsers;
    private final InstantSource clock;

    KeyCheck(LiveKeys keys, Tokens tokens, EventKinds events, BrowserGuard browsers, InstantSource clock) {
        this.keys = keys;
        this.tokens = tokens;
        this.events = events;
        this.browsers = browsers;
        this.clock = clock;
    }

    /** The result of the check. */
    sealed interface Result {
        /** The service asks for no keys. */
        record NotAsked() implements Result {}

        /** The sender has that key, and may. */
        record Known(Key key) implements Result {}

        /** 401, 403, or 503 while the keys of an issuer are not known. */
        record Refused(Refusal refusal) implements Result {}
    }

    private static final Result NOT_ASKED = new Result.NotAsked();
    private static final Result NO_KEY =
            unauthorized("no_key", REALM, "A key is needed: send it as Authorization: Bearer KEY.");
    private static final Result WRONG_KEY = unauthorized("wrong_key", INVALID, "The key is not known here.");
    private static final Result KEY_IN_URL = unauthorized(
            "key_in_url",
            INVALID,
            "Only a key with origins may be in a URL, which others may see: replace this key, and send it as Authorization: Bearer KEY.");

    private static final Result UNKNOWN_CERTIFICATE = unauthorized(
            "wrong_certificate",
            REALM,
            "No key, or more than one, has a name of this client certificate: add it to the certificates of one key, or send a key.");

    private static Result unauthorized(String reason, String challenge, String detail) {
        return new Result.Refused(Refusal.unauthorized(reason, challenge, detail));
    }

    private static Result invalid(String reason, Key key, String detail) {
        return new Result.Refused(Refusal.invalid(reason, INVALID, key, detail.formatted(key.name())));
    }

    /**
     * Checks the key or token that a request has; without one, its certificate. Removes a key from the URL of {@code head}, so that no later
     * handler can write it anywhere.
     *
     * @param certificate that of the client, if it has one
     * @param last of the request's connection
     */
    Result check(HttpRequest head, Route route, @Nullable ClientCertificate certificate, LastCredential last) {
        Permission needed = route.permission();
        if (!keys.areAsked() || needed == null) {
            return NOT_ASKED;
        }
        String inUrl = route.bringsEvents() ? takeFromUrl(head) : null;
        String header = head.headers().get(HttpHeaderNames.AUTHORIZATION);
        String inHeader = header == null ? null : bearer(header);
        if (header != null && inHeader != null) {
            return checkHeader(header, inHeader, head, needed, last);
        }
        if (inUrl == null) {
            return certificate == null ? NO_KEY : checkCertificate(certificate, head, needed);
        }
        if (tokens.isToken(inUrl)) {
            return KEY_IN_URL;
        }
        KnownKey.Valid found = keys.current().find(inUrl);
        if (found == null) {
            return WRONG_KEY;
        }
        return found.key().isPublic() ? checkTime(found, head, needed) : KEY_IN_URL;
    }

    private Result checkHeader(
            String header, String presented, HttpRequest head, Permission needed, LastCredential last) {
        Keys current = keys.current();
        switch (last.of(header)) {
            case LastCredential.Owner.OfKey(Keys then, KnownKey.Valid valid)
            when then == current -> {
                return checkTime(valid, head, needed);
            }
            case LastCredential.Owner.OfToken(Key key, long untilMillis, long generation)
            when generation == tokens.generation() && clock.millis() < untilMillis -> {
                return checkRights(key, head, needed);
            }
            case null, default -> {}
        }
        if (tokens.isToken(presented)) {
            return checkToken(header, presented, head, needed, last);
        }
        KnownKey.Valid found = current.find(presented);
        if (found == null) {
            return WRONG_KEY;
        }
        last.remember(header, new LastCredential.Owner.OfKey(current, found));
        return checkTime(found, head, needed);
    }

    private Result checkCertificate(ClientCertificate certificate, HttpRequest head, Permission needed) {
        KnownKey.Valid found = null;
        for (String name : certificate.names()) {
            KnownKey.Valid named = keys.current().ofCertificate(name);
            if (named != null
                    && found != null
                    && !named.key().name().equals(found.key().name())) {
                return UNKNOWN_CERTIFICATE;
            }
            found = named == null ? found : named;
        }
        if (found == null) {
            return UNKNOWN_CERTIFICATE;
        }
        if (browsers.isForeign(head)) {
            return new Result.Refused(
                    Refusal.forbidden(
                            "wrong_origin",
                            null,
                            found.key(),
                            "A browser adds its certificate to requests of every page: pages of this origin have to send a key."));
        }
        return checkTime(found, head, needed);
    }

    private Result checkTime(KnownKey.Valid found, HttpRequest head, Permission needed) {
        Key key = found.key();
        if (!found.isForEver()) {
            long now = clock.millis();
            if (now >= found.untilMillis()) {
                return invalid("expired_key", key, "The key %s has expired.");
            }
            if (now < found.fromMillis()) {
                return invalid("early_key", key, "The key %s is not valid yet.");
            }
        }
        return checkRights(key, head, needed);
    }

    private Result checkToken(String header, String token, HttpRequest head, Permission needed, LastCredential last) {
        long generation = tokens.generation();
        return switch (tokens.check(token)) {
            case Tokens.Verdict.Verified(Key key, long untilMillis) -> {
                last.remember(header, new LastCredential.Owner.OfToken(key, untilMillis, generation));
                yield checkRights(key, head, needed);
            }
            case Tokens.Verdict.Refused(String why) ->
                unauthorized("wrong_token", INVALID, "The token is not accepted. " + why);
            case Tokens.Verdict.Later(String why) ->
                new Result.Refused(Refusal.busy("issuer", 1, null, "The token cannot be checked now. " + why));
        };
    }

    private Result checkRights(Key key, HttpRequest head, Permission needed) {
        if (!key.may().contains(needed)) {
            return lacks(
                    key,
                    "not_permitted",
                    needed.wireName(),
                    "The key %s lacks the permission %s.".formatted(key.name(), needed.wireName()));
        }
        if (!key.mayComeFrom(head.headers().get(HttpHeaderNames.ORIGIN))) {
            return new Result.Refused(Refusal.forbidden(
                    "wrong_origin",
                    null,
                    key,
                    "The key %s may only be used by pages of its origins.".formatted(key.name())));
        }
        if (needed == Permission.WRITE && !key.kinds().isEmpty()) {
            String kind = events.posted(head.uri());
            if (kind == null || !key.kinds().contains(kind)) {
                return lacks(
                        key,
                        "wrong_kind",
                        "write:" + kind,
                        "The key %s may not post events of the kind %s.".formatted(key.name(), kind));
            }
        }
        if (needed == Permission.READ && !key.reads().isEverything()) {
            String missing = events.missing(key.reads(), head.uri());
            if (missing != null) {
                return lacks(
                        key,
                        "wrong_scope",
                        "read:" + missing,
                        "The key %s lacks the scope %s.".formatted(key.name(), missing));
            }
        }
        return new Result.Known(key);
    }

    private static Result lacks(Key key, String reason, String scope, String detail) {
        return new Result.Refused(Refusal.forbidden(
                reason,
                "%s, error=\"insufficient_scope\", scope=\"%s\"".formatted(REALM, inHeader(scope)),
                key,
                detail));
    }

    /** Encodes what a scope in a header cannot hold: an id may have any characters. */
    private static String inHeader(String scope) {
        StringBuilder text = new StringBuilder(scope.length());
        for (byte b : scope.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7f && b != '"' && b != '\\' && b != '%') {
                text.append((char) b);
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return text.toString();
    }

    private static @Nullable String bearer(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : null;
    }

    private static @Nullable String takeFromUrl(HttpRequest head) {
        String uri = head.uri();
        int query = uri.indexOf('?');
        if (query < 0 || uri.indexOf(IN_URL, query) < 0) {
            return null;
        }
        String key = null;
        StringBuilder rest = new StringBuilder(uri.length()).append(uri, 0, query);
        char separator = '?';
        for (String parameter : uri.substring(query + 1).split("&", -1)) {
            if (parameter.startsWith(IN_URL)) {
                key = parameter.substring(IN_URL.length());
            } else {
                rest.append(separator).append(parameter);
                separator = '&';
            }
        }
        if (key != null) {
            head.setUri(rest.toString());
        }
        return key;
    }
}
