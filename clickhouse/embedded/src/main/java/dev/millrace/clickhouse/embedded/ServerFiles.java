package dev.millrace.clickhouse.embedded;

import java.nio.file.Path;

/** The files in a server's data directory. */
record ServerFiles(Path dataDir) {
    /** Locked by the server's process for as long as it lives; holds its process id. */
    Path lock() {
        return dataDir.resolve("server.lock");
    }

    /** Written at every start; ClickHouse merges files that an operator adds in {@code config.d} and {@code users.d}. */
    Path config() {
        return dataDir.resolve("config");
    }

    /** The engine's own directory: tables, metadata, temporary files. */
    Path engine() {
        return dataDir.resolve("engine");
    }

    Path logs() {
        return dataDir.resolve("log");
    }

    /** ClickHouse's log, rotated by size. */
    Path log() {
        return logs().resolve("clickhouse.log");
    }

    /** Returns the file with the standard error of the process since the last start: why it did not start, or why it crashed. */
    Path errors() {
        return logs().resolve("stderr.log");
    }
}
