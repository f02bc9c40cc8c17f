package dev.millrace.auth.stored;

import dev.millrace.auth.KeyJson;
import dev.millrace.clickhouse.Statements;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.Shards;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The table of keys, of which only the first shard's is used. Fails until the migrations have made it. Thread-safe; blocks. */
@Singleton
final class KeyTable {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(30);

    /** One more than there may be, so that a table with more is noticed. */
    private static final String READ = """
            SELECT hex(entry)
            FROM millrace.api_key FINAL
            WHERE NOT is_revoked
            ORDER BY name
            LIMIT 1001
            """;

    private final Statements statements;

    KeyTable(Shards shards) {
        Shard first = shards.all().getFirst();
        this.statements = shards.each(Statements.class).of(first);
    }

    /** Returns the entries of all keys that are not revoked, as JSON, in the order of their names. */
    List<String> read() throws IOException, InterruptedException {
        return statements
                .execute(Role.ROLLUP, READ, TIMEOUT)
                .lines()
                .map(hex -> new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8))
                .toList();
    }

    /** Stores an entry in the place of the one of the same name. */
    void put(String name, Map<String, Object> entry) throws IOException, InterruptedException {
        write(name, 0, KeyJson.write(entry));
    }

    /** Marks the key of a name as revoked. */
    void revoke(String name) throws IOException, InterruptedException {
        write(name, 1, "");
    }

    /** The version is above every earlier one of any node, also if the server's clock goes back. */
    private void write(String name, int isRevoked, String entry) throws IOException, InterruptedException {
        String statement = """
                INSERT INTO millrace.api_key (name, version, is_revoked, entry)
                SELECT unhex('%s'), greatest(toUInt64(toUnixTimestamp64Micro(now64(6))), max(version) + 1), %s, unhex('%s')
                FROM millrace.api_key
                """.formatted(hex(name), isRevoked, hex(entry));
        String _ = statements.execute(Role.ADMIN, statement, WRITE_TIMEOUT);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
