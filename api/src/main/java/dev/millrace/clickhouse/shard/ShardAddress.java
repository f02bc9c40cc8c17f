package dev.millrace.clickhouse.shard;

import io.micronaut.context.annotation.EachBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The address of a shard and the users to connect as. Files with passwords are read once, at the start. Immutable. */
@EachBean(Shard.class)
public final class ShardAddress {
    /** Stands for the number of the shard. */
    static final String PLACE = "{shard}";

    private final Shard shard;
    private final ClickHouseConfig config;
    private final URI url;
    private final Map<Role, String> passwords;

    /** Reads the passwords. */
    public ShardAddress(Shard shard, ClickHouseConfig config) {
        this.shard = shard;
        this.config = config;
        this.url = URI.create(filled(config.url()));
        this.passwords = Map.of(
                Role.INGEST, password("INGEST", config.ingestPassword(), config.ingestPasswordFile()),
                Role.REPORT, password("REPORT", config.reportPassword(), config.reportPasswordFile()),
                Role.ROLLUP, password("ROLLUP", config.rollupPassword(), config.rollupPasswordFile()),
                Role.ADMIN, password("ADMIN", config.adminPassword(), config.adminPasswordFile()));
    }

    /** Returns the shard. */
    public Shard shard() {
        return shard;
    }

    /** {@code http://host:port}. */
    public URI url() {
        return url;
    }

    /** Returns the name of the user for a role. */
    public String user(Role role) {
        return filled(
                switch (role) {
                    case INGEST -> config.ingestUser();
                    case REPORT -> config.reportUser();
                    case ROLLUP -> config.rollupUser();
                    case ADMIN -> config.adminUser();
                });
    }

    /** Returns its password; empty if it has none. */
    public String password(Role role) {
        return passwords.getOrDefault(role, "");
    }

    /** Returns the name of the shard for log lines and answers: its number if there are several, otherwise only "ClickHouse". */
    public String describe() {
        return config.shards() == 1
                ? "ClickHouse at " + url
                : "Shard %s, ClickHouse at %s,".formatted(shard.number(), url);
    }

    private String filled(String text) {
        return text.replace(PLACE, shard.name());
    }

    private static String password(String role, String password, String file) {
        if (file.isEmpty()) {
            return password;
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "MILLRACE_CLICKHOUSE_%s_PASSWORD_FILE=%s cannot be read: %s".formatted(role, file, e), e);
        }
    }
}
