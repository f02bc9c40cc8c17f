package dev.millrace.deadletter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Identifies a row by the first 128 bits of the SHA-256 of its table's name and its bytes. A row includes its version, so no two are the
 * same.
 */
record RowHash(long high, long low) {
    static RowHash of(String table, byte[] row) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(table.getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            ByteBuffer hash = ByteBuffer.wrap(sha.digest(row));
            return new RowHash(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** @throws IllegalArgumentException if the text does not have 32 hexadecimal digits */
    static RowHash parse(String text) {
        ByteBuffer hash = ByteBuffer.wrap(HexFormat.of().parseHex(text));
        return new RowHash(hash.getLong(), hash.getLong());
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
