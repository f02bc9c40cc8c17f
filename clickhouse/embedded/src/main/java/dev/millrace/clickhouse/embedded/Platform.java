package dev.millrace.clickhouse.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** The operating systems and processors for which npm carries the ClickHouse engine, in npm's own words. */
enum Platform {
    LINUX_X64("linux", "x64", "@chdb/lib-linux-x64-gnu"),
    LINUX_ARM64("linux", "arm64", "@chdb/lib-linux-arm64-gnu"),
    DARWIN_X64("darwin", "x64", "@chdb/lib-darwin-x64"),
    DARWIN_ARM64("darwin", "arm64", "@chdb/lib-darwin-arm64");

    private final String os;
    private final String cpu;
    private final String npmPackage;

    Platform(String os, String cpu, String npmPackage) {
        this.os = os;
        this.cpu = cpu;
        this.npmPackage = npmPackage;
    }

    /** The platform of this JVM (not of Node.js, which may run under an emulator). */
    static Platform current() throws EmbeddedClickHouseException {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"), runsOnMusl());
    }

    static Platform of(String osName, String osArch, boolean musl) throws EmbeddedClickHouseException {
        String os = osName.toLowerCase(Locale.ROOT);
        String cpu = switch (osArch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "x64";
            case "aarch64", "arm64" -> "arm64";
            default -> "";
        };
        for (Platform platform : values()) {
            boolean sameOs = platform.os.equals("linux") ? os.equals("linux") && !musl : os.startsWith("mac os");
            if (sameOs && platform.cpu.equals(cpu)) {
                return platform;
            }
        }
        throw new EmbeddedClickHouseException("ClickHouse cannot run embedded on " + osName + " " + osArch
                + (musl ? " with musl" : "")
                + ": the engine exists for Linux with glibc and for macOS, each on x64 and arm64;"
                + " connect to a ClickHouse server elsewhere instead.");
    }

    /** Names the directory in the cache and the one with the npm manifest. */
    String id() {
        return os + "-" + cpu;
    }

    String os() {
        return os;
    }

    String cpu() {
        return cpu;
    }

    String npmPackage() {
        return npmPackage;
    }

    /** The C library of this very process: a machine may have both installed. */
    private static boolean runsOnMusl() {
        try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
            return mappings.anyMatch(line -> line.contains("/ld-musl") || line.contains("/libc.musl"));
        } catch (IOException noSuchFile) {
            return false; // macOS
        }
    }
}
