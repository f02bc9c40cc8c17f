package dev.millrace.auth;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses one object of the keys file into a {@link Key}. */
final class KeyEntry {
    private static final Set<String> FIELDS =
            Set.of("name", "sha256", "may", "origins", "bytes_per_second", "burst_bytes", "min_request_bytes");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.\\-\\[\\]:]+");
    private static final long DEFAULT_BURST_SECONDS = 10;
    private static final long DEFAULT_MIN_REQUEST_BYTES = 1024;

    private final Map<?, ?> fields;

    /** The name of the entry in messages: its number until its name is known to be valid. */
    private String label;

    /** @param number its place in the file, from 1 */
    KeyEntry(int number, Map<?, ?> fields) {
        this.fields = fields;
        this.label = "key " + number;
    }

    /** @throws IllegalArgumentException if a field is wrong */
    Keys.Hashed toKey() {
        String name = text("name", NAME, "1 to 64 letters, digits, dots, underscores or hyphens");
        label = "key " + name;
        for (Object field : fields.keySet()) {
            if (!FIELDS.contains(String.valueOf(field))) {
                // Not quoted: the value may be the key itself, by mistake.
                throw wrong("it has a field that is none of "
                        + String.join(", ", FIELDS.stream().sorted().toList()));
            }
        }
        byte[] sha256 = HexFormat.of().parseHex(text("sha256", SHA256, "64 hexadecimal digits"));
        Set<Permission> may = permissions();
        Set<String> origins = origins();
        if (!origins.isEmpty() && !may.equals(Set.of(Permission.WRITE))) {
            throw wrong("a key with origins is known to everybody who sees the page, so it may only write");
        }
        return new Keys.Hashed(new Key(name, may, origins, quota()), sha256);
    }

    private String text(String field, Pattern pattern, String expected) {
        if (fields.get(field) instanceof String text && pattern.matcher(text).matches()) {
            return text;
        }
        throw wrong("%s must be %s".formatted(field, expected));
    }

    private Set<Permission> permissions() {
        Set<Permission> may = new HashSet<>();
        for (Object name : list("may")) {
            may.add(Permission.ofWireName(String.valueOf(name)).orElseThrow(this::wrongPermission));
        }
        if (may.isEmpty()) {
            throw wrongPermission();
        }
        return may;
    }

    private IllegalArgumentException wrongPermission() {
        return wrong("may must be a list of write, read or admin");
    }

    private Set<String> origins() {
        Set<String> origins = new HashSet<>();
        for (Object origin : list("origins")) {
            if (!(origin instanceof String text) || !ORIGIN.matcher(text).matches()) {
                throw wrong(
                        "origins must be a list such as [\"https://shop.example\"], in small letters, without a path");
            }
            origins.add(text);
        }
        if (origins.isEmpty() && fields.containsKey("origins")) {
            throw wrong("origins must not be empty: leave it out if the key may come from everywhere");
        }
        return origins;
    }

    private List<?> list(String field) {
        Object value = fields.get(field);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(field + " must be a list");
    }

    private @Nullable Quota quota() {
        Long rate = number("bytes_per_second", 1);
        Long burst = number("burst_bytes", 1);
        Long minimum = number("min_request_bytes", 0);
        if (rate == null) {
            if (burst != null || minimum != null) {
                throw wrong("burst_bytes and min_request_bytes need bytes_per_second");
            }
            return null;
        }
        long burstBytes = burst != null ? burst : Math.min(rate * DEFAULT_BURST_SECONDS, TokenBucket.MAX_BYTES);
        long minRequestBytes = minimum != null ? minimum : Math.min(DEFAULT_MIN_REQUEST_BYTES, burstBytes);
        if (minRequestBytes > burstBytes) {
            throw wrong("min_request_bytes must not exceed burst_bytes");
        }
        return new Quota(new TokenBucket(rate, burstBytes, System::nanoTime), minRequestBytes);
    }

    private @Nullable Long number(String field, long least) {
        Object value = fields.get(field);
        if (value == null && !fields.containsKey(field)) {
            return null;
        }
        boolean isWhole = value instanceof Integer || value instanceof Long;
        if (isWhole && value instanceof Number number) {
            long bytes = number.longValue();
            if (bytes >= least && bytes <= TokenBucket.MAX_BYTES) {
                return bytes;
            }
        }
        throw wrong("%s must be a whole number from %s to %s".formatted(field, least, TokenBucket.MAX_BYTES));
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(label + ": " + what);
    }
}
