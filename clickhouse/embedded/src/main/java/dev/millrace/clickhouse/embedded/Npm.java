package dev.millrace.clickhouse.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Runs the user's own npm, with the user's own configuration, so that proxies and mirrors keep working. */
final class Npm {
    private static final long TIMEOUT_MINUTES = 30;

    private final Map<String, String> environment;

    Npm(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Installs exactly what the lock file in {@code directory} says; runs no package's scripts. */
    void ci(Path directory, Platform platform) throws IOException {
        Path output = directory.resolve("npm.log");
        ProcessBuilder builder = new ProcessBuilder(
                        executable().toString(),
                        "ci",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--no-update-notifier",
                        "--loglevel=error",
                        "--os=" + platform.os(),
                        "--cpu=" + platform.cpu())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process npm = builder.start();
        npm.getOutputStream().close();
        try {
            if (!npm.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
                throw new EmbeddedClickHouseException("npm did not finish installing " + platform.npmPackage()
                        + " within " + TIMEOUT_MINUTES + " minutes; its output is in " + output + ".");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EmbeddedClickHouseException("Installing ClickHouse with npm was interrupted.", interrupted);
        } finally {
            npm.destroyForcibly();
        }
        if (npm.exitValue() != 0) {
            throw new EmbeddedClickHouseException("npm could not install " + platform.npmPackage() + " ("
                    + reason(output) + "); its output is in " + output + ".");
        }
    }

    private Path executable() throws EmbeddedClickHouseException {
        for (String directory : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path candidate = Path.of(directory, "npm");
            if (!directory.isBlank() && Files.isExecutable(candidate)) {
                return candidate.toAbsolutePath();
            }
        }
        throw new EmbeddedClickHouseException("npm is not on the PATH, and it is what brings the ClickHouse engine:"
                + " install Node.js 18 or newer, or connect to a ClickHouse server elsewhere.");
    }

    /** npm says "code E404" first and what that means in the line after. */
    private static String reason(Path output) throws IOException {
        List<String> lines =
                Arrays.asList(Files.readString(output, StandardCharsets.UTF_8).split("\n"));
        String reason = lines.stream()
                .filter(line -> line.startsWith("npm error "))
                .map(line -> line.substring("npm error ".length()).strip())
                .limit(2)
                .collect(Collectors.joining(": "));
        return reason.isEmpty() ? "it said nothing" : reason;
    }
}
