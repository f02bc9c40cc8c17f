package dev.millrace.auth;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Parses one object of the keys file into a {@link KnownKey}. */
final class KeyEntry {
    private static final Set<String> FIELDS = Set.of(
            "name",
            "sha256",
            "certificates",
            "previous_sha256",
            "previous_expires",
            "not_before",
            "expires",
            "may",
            "origins",
            "kinds",
            "reads",
            "bytes_per_second",
            "burst_bytes",
            "min_request_bytes",
            "requests_per_second",
            "burst_requests",
            "events_per_second",
            "burst_events");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final String SHA256_TEXT = "64 hexadecimal digits";
    private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.\\-\\[\\]:]+");

    private final Map<?, ?> entry;
    private final EntryFields fields;
    private final EventKinds events;

    /** @param number its place in the file, from 1 */
    KeyEntry(int number, Map<?, ?> entry, EventKinds events) {
        this.entry = entry;
        this.fields = new EntryFields("key " + number, entry);
        this.events = events;
    }

    /** @throws IllegalArgumentException if a field is wrong */
    KnownKey toKey() {
        String name = fields.text("name", NAME, "1 to 64 letters, digits, dots, underscores or hyphens");
        fields.label("key " + name);
        fields.checkNames(FIELDS);
        RightsFields.Rights rights = RightsFields.parse(fields, events, fields.list("reads"));
        Set<String> origins = origins();
        if (!origins.isEmpty() && !rights.may().equals(Set.of(Permission.WRITE))) {
            throw fields.wrong("a key with origins is known to everybody who sees the page, so it may only write");
        }
        Key key = new Key(name, name, rights.may(), origins, rights.kinds(), rights.reads(), QuotaFields.parse(fields));
        KnownKey.Valid valid = valid(key);
        List<KnownKey.Named> certificates = certificates(valid);
        return new KnownKey(key, secrets(valid, !certificates.isEmpty()), certificates, entry());
    }

    private KnownKey.Valid valid(Key key) {
        Instant from = fields.time("not_before");
        Instant until = fields.time("expires");
        if (from != null && until != null && !from.isBefore(until)) {
            throw fields.wrong("not_before must be before expires");
        }
        return new KnownKey.Valid(
                key,
                from == null ? Long.MIN_VALUE : from.toEpochMilli(),
                until == null ? Long.MAX_VALUE : until.toEpochMilli());
    }

    private List<KnownKey.Hashed> secrets(KnownKey.Valid valid, boolean isCertified) {
        List<KnownKey.Hashed> secrets = new ArrayList<>();
        if (!isCertified || fields.has("sha256")) {
            secrets.add(new KnownKey.Hashed(valid, hash("sha256")));
        }
        Instant previousUntil = fields.time("previous_expires");
        if (fields.has("previous_sha256")) {
            long ends = previousUntil == null
                    ? valid.untilMillis()
                    : Math.min(previousUntil.toEpochMilli(), valid.untilMillis());
            secrets.add(new KnownKey.Hashed(
                    new KnownKey.Valid(valid.key(), valid.fromMillis(), ends), hash("previous_sha256")));
        } else if (previousUntil != null) {
            throw fields.wrong("previous_expires needs previous_sha256");
        }
        return secrets;
    }

    private byte[] hash(String field) {
        return HexFormat.of().parseHex(fields.text(field, SHA256, SHA256_TEXT));
    }

    private List<KnownKey.Named> certificates(KnownKey.Valid valid) {
        Set<String> names = new LinkedHashSet<>();
        for (String text : fields.texts("certificates", CertificateNames.EXPECTED)) {
            String name = CertificateNames.parse(text);
            if (name == null) {
                throw fields.wrong("certificates must be " + CertificateNames.EXPECTED);
            }
            names.add(name);
        }
        if (!names.isEmpty() && valid.key().isPublic()) {
            throw fields.wrong("a key with origins is for pages, and has no certificates");
        }
        return names.stream().map(name -> new KnownKey.Named(valid, name)).toList();
    }

    private Set<String> origins() {
        Set<String> origins = new HashSet<>();
        for (Object origin : fields.list("origins")) {
            if (!(origin instanceof String text) || !ORIGIN.matcher(text).matches()) {
                throw fields.wrong(
                        "origins must be a list such as [\"https://shop.example\"], in small letters, without a path");
            }
            origins.add(text);
        }
        if (origins.isEmpty() && fields.has("origins")) {
            throw fields.wrong("origins must not be empty: leave it out if the key may come from everywhere");
        }
        return origins;
    }

    private Map<String, Object> entry() {
        Map<String, Object> copy = new LinkedHashMap<>();
        entry.forEach((field, value) -> copy.put(String.valueOf(field), value));
        return copy;
    }
}
