package dev.millrace.torture.fuzz;

import dev.millrace.torture.fuzz.Documented.Route;
import java.util.List;
import java.util.SplittableRandom;

/** Makes well-formed requests of every route, with odd types, encodings, packed bodies, parameters and keys. */
final class Oddities implements Cases {
    private static final List<String> TYPES = List.of(
            "application/json",
            "application/json; charset=utf-8",
            "application/json; charset=utf-16",
            "application/x-ndjson",
            "application/x-protobuf",
            "text/plain",
            "text/plain;charset=UTF-8",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "application/",
            "/",
            "*/*",
            "application/json, text/plain",
            "a/b;c",
            "\"");
    private static final List<String> ENCODINGS =
            List.of("gzip", "zstd", "identity", "br", "deflate", "gzip, gzip", "GZIP", "x", "", "gzip;q=0");
    private static final List<String> VALUES = List.of(
            "1",
            "0",
            "-1",
            "18446744073709551616",
            "42",
            "traffic",
            "s1",
            "F1",
            "disk",
            "stored",
            "memory",
            "nothing",
            "2026-11-30T00:00:00Z",
            "2026-11-30",
            "Europe/Berlin",
            "Nowhere/At%20All",
            "%",
            "%zz",
            "%00",
            "%ff",
            "%2e%2e",
            "..",
            "a%2Fb",
            "%F0%9F%98%80",
            "'",
            "%22;--",
            "excel",
            "9999999999999",
            "true",
            "2026-11-30-0123456789abcdef0123456789abcdef");
    private static final List<String> NAMES = List.of(
            "ack",
            "from",
            "to",
            "limit",
            "page",
            "tz",
            "date",
            "at",
            "csv",
            "key",
            "facility",
            "attributes.a",
            "all",
            "kind",
            "dry_run",
            "sensor_id",
            "overlap",
            "%61ck",
            "",
            "x",
            "attributes.",
            "verdict",
            "code",
            "table",
            "reason");
    private static final List<String> HEADERS = List.of(
            "Accept: text/csv",
            "Accept: */*;q=0",
            "Accept: nonsense",
            "Accept-Language: en-x-a001",
            "If-None-Match: *",
            "If-None-Match: \"",
            "Range: bytes=0-0",
            "Origin: https://evil.example",
            "Origin: null",
            "Sec-Fetch-Site: cross-site",
            "Cookie: a=b",
            "X-Forwarded-For: 1.2.3.4",
            "Forwarded: for=\"[::1]\"",
            "Upgrade: h2c",
            "TE: trailers",
            "Access-Control-Request-Method: POST",
            "X-HTTP-Method-Override: DELETE");
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW");

    private final List<Route> routes;
    private final Keys keys;

    Oddities(List<Route> routes, Keys keys) {
        this.routes = List.copyOf(routes);
        this.keys = keys;
    }

    @Override
    public Case next(SplittableRandom random) {
        Route route = routes.get(random.nextInt(routes.size()));
        String method = random.nextInt(8) == 0 ? any(METHODS, random) : route.method();
        StringBuilder path = new StringBuilder();
        for (String part : route.parts()) {
            path.append('/').append(part.startsWith("{") ? any(VALUES, random) : part);
        }
        Wire wire = new Wire()
                .line("%s %s%s HTTP/1.1".formatted(method, path, query(random)))
                .line("Host: 127.0.0.1");
        if (random.nextInt(20) > 0) {
            wire.line(keys.authorization(random));
        }
        while (random.nextInt(3) == 0) {
            wire.line(any(HEADERS, random));
        }
        if (method.equals("GET") || method.equals("DELETE")) {
            return Case.whole("odd", method, path.toString(), wire.line("").done());
        }
        wire.line("Content-Type: " + (random.nextInt(3) == 0 ? any(TYPES, random) : "application/json"));
        byte[] body = Bodies.any(random);
        if (random.nextInt(4) == 0) {
            String encoding = any(ENCODINGS, random);
            body = Bodies.packed(body, encoding);
            if (random.nextInt(3) == 0) {
                body = Damage.some(body, random);
            }
            wire.line("Content-Encoding: " + encoding);
        }
        return Case.whole("odd", method, path.toString(), wire.withBody(body));
    }

    private static String query(SplittableRandom random) {
        StringBuilder query = new StringBuilder();
        while (random.nextInt(5) < 2) {
            query.append(query.isEmpty() ? '?' : '&').append(any(NAMES, random));
            if (random.nextInt(10) > 0) {
                query.append('=').append(any(VALUES, random));
            }
        }
        return query.toString();
    }

    private static String any(List<String> texts, SplittableRandom random) {
        return texts.get(random.nextInt(texts.size()));
    }
}
