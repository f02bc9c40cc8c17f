package dev.millrace.auth.stored;

import dev.millrace.auth.EventKinds;
import dev.millrace.auth.KeyChange;
import dev.millrace.auth.KeyJson;
import dev.millrace.auth.KeysFile;
import dev.millrace.auth.KnownKey;
import dev.millrace.auth.LiveKeys;
import dev.millrace.auth.Secret;
import dev.millrace.http.AuditLog;
import dev.millrace.http.Problem;
import dev.millrace.http.QueryNames;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists keys, and makes, rotates and revokes those of the table. A secret is in the answer that makes it, and nowhere else. */
@Controller("/api/admin/keys")
@ExecuteOn(TaskExecutors.BLOCKING)
final class KeyController {
    private static final byte[] NO_BODY = {};

    /** The longest entry, so that all keys fit into the copy of a node. */
    private static final int MAX_ENTRY_BYTES = 4000;

    private static final int DAY_SECONDS = 86_400;
    private static final int MOST_OVERLAP_SECONDS = 90 * DAY_SECONDS;

    private final LiveKeys keys;
    private final StoredKeys stored;
    private final KeyTable table;
    private final EventKinds events;
    private final InstantSource clock;

    KeyController(LiveKeys keys, StoredKeys stored, KeyTable table, EventKinds events, InstantSource clock) {
        this.keys = keys;
        this.stored = stored;
        this.table = table;
        this.events = events;
        this.clock = clock;
    }

    /** Lists all keys of this node, without hashes. */
    @Get
    HttpResponse<?> list() throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        for (LiveKeys.Source source : LiveKeys.Source.values()) {
            for (KnownKey known : keys.of(source)) {
                Map<String, Object> shown = known.shown();
                shown.put("source", source.wireName());
                all.add(shown);
            }
        }
        return json(HttpStatus.OK, Map.of("keys", all));
    }

    /** Makes a key. */
    @Post
    @QueryNames
    HttpResponse<?> create(HttpRequest<byte[]> request) throws InterruptedException, IOException {
        Map<String, Object> wanted;
        try {
            wanted = KeyJson.read(new String(request.getBody().orElse(NO_BODY), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Problem.response(
                    HttpStatus.BAD_REQUEST, "body", "The body must be a JSON object that says what the key may do.");
        }
        for (String field : List.of("sha256", "previous_sha256", "previous_expires")) {
            if (wanted.containsKey(field)) {
                return Problem.response(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        field,
                        "The service makes the secret: leave out %s.".formatted(field));
            }
        }
        // A certificate takes the place of a secret.
        String secret = wanted.containsKey("certificates") ? null : Secret.random();
        KnownKey key;
        try {
            key = KeysFile.parse(secret == null ? wanted : KeyChange.withSecret(wanted, secret), events);
        } catch (IllegalArgumentException e) {
            return Problem.response(HttpStatus.UNPROCESSABLE_ENTITY, "body", e.getMessage() + ".");
        }
        if (KeyJson.write(key.entry()).getBytes(StandardCharsets.UTF_8).length > MAX_ENTRY_BYTES) {
            return Problem.response(
                    HttpStatus.REQUEST_ENTITY_TOO_LARGE,
                    "body",
                    "The entry of a key may have %s bytes: use fewer origins or scopes.".formatted(MAX_ENTRY_BYTES));
        }
        String name = key.key().name();
        return change(request, "made", name, secret, HttpStatus.CREATED, () -> {
            if (find(LiveKeys.Source.FILE, name).isPresent()
                    || find(LiveKeys.Source.TABLE, name).isPresent()) {
                return conflict("There is a key of that name.");
            }
            if (keys.of(LiveKeys.Source.TABLE).size() >= KeysFile.MAX_KEYS) {
                return conflict("There are %s keys, the limit: revoke some.".formatted(KeysFile.MAX_KEYS));
            }
            table.put(name, key.entry());
            return null;
        });
    }

    /**
     * Gives a key a new secret.
     *
     * @param overlap seconds for which the present secret stays valid
     */
    @Post("/{name}/rotate")
    @QueryNames
    HttpResponse<?> rotate(
            HttpRequest<?> request, @PathVariable String name, @QueryValue(defaultValue = "86400") String overlap)
            throws InterruptedException {
        int seconds = overlap.matches("[0-9]{1,8}") ? Integer.parseInt(overlap) : -1;
        if (seconds < 0 || seconds > MOST_OVERLAP_SECONDS) {
            return Problem.response(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "overlap",
                    "overlap must be a number of seconds from 0 to %s".formatted(MOST_OVERLAP_SECONDS));
        }
        String secret = Secret.random();
        return change(request, "rotated", name, secret, HttpStatus.OK, () -> {
            Optional<KnownKey> known = find(LiveKeys.Source.TABLE, name);
            if (known.isEmpty()) {
                return missing(name);
            }
            table.put(
                    name, KeyChange.rotated(known.get().entry(), secret, clock.instant(), Duration.ofSeconds(seconds)));
            return null;
        });
    }

    /** Revokes a key, with all its secrets. */
    @Delete("/{name}")
    HttpResponse<?> revoke(HttpRequest<?> request, @PathVariable String name) throws InterruptedException {
        return change(request, "revoked", name, null, HttpStatus.NO_CONTENT, () -> {
            if (find(LiveKeys.Source.TABLE, name).isEmpty()) {
                return missing(name);
            }
            table.revoke(name);
            return null;
        });
    }

    /** A change of the table; it returns an answer if it is refused. */
    private interface Change {
        @Nullable
        HttpResponse<?> run() throws IOException, InterruptedException;
    }

    private synchronized HttpResponse<?> change(
            HttpRequest<?> request, String what, String name, @Nullable String secret, HttpStatus status, Change change)
            throws InterruptedException {
        if (!keys.areAsked()) {
            return conflict("This node asks for no keys, so a key would change nothing: set MILLRACE_AUTH_KEYS_FILE.");
        }
        try {
            stored.refresh();
            HttpResponse<?> refused = change.run();
            if (refused != null) {
                return refused;
            }
            AuditLog.changed(request, "key_" + what).addKeyValue("key", name).log("A key was {}", what);
            stored.refresh();
            if (status == HttpStatus.NO_CONTENT) {
                return HttpResponse.noContent();
            }
            if (secret != null && keys.current().find(secret) == null) {
                return conflict("Another administrator changed the key %s at the same time.".formatted(name));
            }
            Map<String, Object> shown = new LinkedHashMap<>(
                    find(LiveKeys.Source.TABLE, name).map(KnownKey::shown).orElse(Map.of()));
            if (secret != null) {
                shown.put("key", secret);
            }
            return json(status, shown);
        } catch (IOException e) {
            return Problem.response(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            null,
                            "ClickHouse does not answer, so perhaps nothing was changed: list the keys later.")
                    .header(HttpHeaders.RETRY_AFTER, "5");
        }
    }

    private Optional<KnownKey> find(LiveKeys.Source source, String name) {
        return keys.of(source).stream()
                .filter(known -> known.key().name().equals(name))
                .findFirst();
    }

    private HttpResponse<?> missing(String name) {
        return find(LiveKeys.Source.FILE, name).isPresent()
                ? conflict("That key is in the file of keys: change it there.")
                : Problem.response(HttpStatus.NOT_FOUND, null, "There is no key of that name.");
    }

    private static HttpResponse<?> conflict(String detail) {
        return Problem.response(HttpStatus.CONFLICT, null, detail);
    }

    private static MutableHttpResponse<?> json(HttpStatus status, Map<String, Object> body) throws IOException {
        return HttpResponse.status(status)
                .body(KeyJson.write(body).getBytes(StandardCharsets.UTF_8))
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
