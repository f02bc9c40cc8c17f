package dev.millrace.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** Makes keys, and the hashes by which they are recognised. */
public final class Secret {
    /** The prefix by which people, and tools that look for leaked secrets, recognise a key. */
    private static final String PREFIX = "mr_";

    private static final int RANDOM_BYTES = 32;

    private Secret() {}

    /** A new key: 256 random bits, so that a plain hash of it cannot be guessed. */
    public static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** SHA-256 of the key's UTF-8 bytes. */
    public static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
