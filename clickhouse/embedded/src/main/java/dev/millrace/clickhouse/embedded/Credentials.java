package dev.millrace.clickhouse.embedded;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * The passwords of the four ClickHouse users: {@code ingest} writes rows, {@code report} reads within limits,
 * {@code rollup} computes rollups from rows, {@code admin} runs migrations. They reach the server through its environment only, never through a file or a
 * command line. A password that is blank, or holds a control character, is an {@link IllegalArgumentException}.
 */
public record Credentials(String ingestPassword, String reportPassword, String rollupPassword, String adminPassword) {
    private static final int RANDOM_BYTES = 24;

    public Credentials {
        requireUsable("ingest", ingestPassword);
        requireUsable("report", reportPassword);
        requireUsable("rollup", rollupPassword);
        requireUsable("admin", adminPassword);
    }

    /** Four passwords that nobody knows: for tests, and for a server that only its own parent talks to. */
    public static Credentials random() {
        SecureRandom random = new SecureRandom();
        return new Credentials(password(random), password(random), password(random), password(random));
    }

    /** Names the record and hides its values, so that a log line cannot leak a password. */
    @Override
    public String toString() {
        return "Credentials[hidden]";
    }

    private static String password(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void requireUsable(String user, String password) {
        if (password.isBlank() || !password.equals(password.strip())) {
            throw new IllegalArgumentException(
                    "The password of ClickHouse user '" + user + "' is blank, or begins or ends with a space.");
        }
        if (password.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "The password of ClickHouse user '" + user + "' holds a control character.");
        }
    }
}
