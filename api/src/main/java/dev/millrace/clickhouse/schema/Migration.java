package dev.millrace.clickhouse.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One numbered file of {@code clickhouse/migrations}.
 *
 * @param number its place in the order, from 1
 * @param name the file's name
 * @param text its content, with placeholders
 */
record Migration(int number, String name, String text) {
    private static final Pattern FILE_NAME = Pattern.compile("(\\d{4})_\\w+\\.sql");
    private static final Pattern END_OF_STATEMENT = Pattern.compile(";[ \\t]*(\\n|$)");
    private static final Pattern COMMENT_LINE = Pattern.compile("(?m)^[ \\t]*--.*\\n?");

    static Migration of(String fileName, String text) {
        Matcher matcher = FILE_NAME.matcher(fileName);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("%s is not named NNNN_what_it_does.sql".formatted(fileName));
        }
        return new Migration(Integer.parseInt(matcher.group(1)), fileName, text);
    }

    /** Returns the SHA-256 of the file as it is, in hexadecimal. */
    String checksum() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns its statements for a single server or for a cluster. */
    List<String> statements(boolean replicated) {
        String sql = COMMENT_LINE
                .matcher(text)
                .replaceAll("")
                .replace("${replicated}", replicated ? "Replicated" : "")
                // A cluster's quorum makes inserts safe, so forcing is off; a table needs at least one setting, so this
                // one is the default.
                .replace(
                        "${durability}",
                        replicated ? "fsync_after_insert = 0" : "fsync_after_insert = 1, fsync_part_directory = 1");
        return Arrays.stream(END_OF_STATEMENT.split(sql))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }
}
