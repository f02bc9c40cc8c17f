package dev.millrace.gate;

import dev.millrace.auth.Key;
import dev.millrace.auth.Keys;
import dev.millrace.auth.Permission;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Identifies the sender of a request and checks the rights of its key. Thread-safe. */
@Singleton
final class KeyCheck {
    private static final String SCHEME = "Bearer ";
    private static final String IN_URL = "key=";

    private final Keys keys;

    KeyCheck(Keys keys) {
        this.keys = keys;
    }

    /** The result of the check. */
    sealed interface Result {
        /** The service asks for no keys. */
        record NotAsked() implements Result {}

        /** The sender has that key, and may. */
        record Known(Key key) implements Result {}

        /** 401 or 403. */
        record Refused(Refusal refusal) implements Result {}
    }

    private static final Result NOT_ASKED = new Result.NotAsked();
    private static final Result NO_KEY = new Result.Refused(Refusal.unauthorized(
            "no_key", "realm=\"millrace\"", "A key is needed: send it as Authorization: Bearer KEY."));
    private static final Result WRONG_KEY = new Result.Refused(Refusal.unauthorized(
            "wrong_key", "realm=\"millrace\", error=\"invalid_token\"", "The key is not known here."));

    /** Removes a key from the URL of {@code head}, so that no later handler can write it anywhere. */
    Result check(HttpRequest head, Route route) {
        Permission needed = route.permission();
        if (!keys.areAsked() || needed == null) {
            return NOT_ASKED;
        }
        String presented = presented(head, route);
        if (presented == null) {
            return NO_KEY;
        }
        Key key = keys.find(presented);
        if (key == null) {
            return WRONG_KEY;
        }
        if (!key.may().contains(needed)) {
            return new Result.Refused(Refusal.forbidden(
                    "not_permitted",
                    "realm=\"millrace\", error=\"insufficient_scope\", scope=\"%s\"".formatted(needed.wireName()),
                    key.name(),
                    "The key %s lacks the permission %s.".formatted(key.name(), needed.wireName())));
        }
        if (!key.mayComeFrom(head.headers().get(HttpHeaderNames.ORIGIN))) {
            return new Result.Refused(Refusal.forbidden(
                    "wrong_origin",
                    null,
                    key.name(),
                    "The key %s may only be used by pages of its origins.".formatted(key.name())));
        }
        return new Result.Known(key);
    }

    private static @Nullable String presented(HttpRequest head, Route route) {
        String inUrl = route == Route.BEACON ? takeFromUrl(head) : null;
        String header = head.headers().get(HttpHeaderNames.AUTHORIZATION);
        if (header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return header.substring(SCHEME.length()).strip();
        }
        return inUrl;
    }

    private static @Nullable String takeFromUrl(HttpRequest head) {
        String uri = head.uri();
        int query = uri.indexOf('?');
        if (query < 0) {
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
