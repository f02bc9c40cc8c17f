package dev.millrace.simulator.accesslog;

import dev.millrace.simulator.accesslog.LogLine.Reason;
import dev.millrace.simulator.accesslog.LogLine.Skipped;

/**
 * Parses a line of the combined format that follows a virtual host, {@code HOST:PORT CLIENT IDENT USER [TIME] ...}: what Apache calls
 * {@code vhost_combined}. The host is ignored.
 */
final class VhostCombinedLog implements LineParser {
    private final CombinedLog rest = new CombinedLog();

    @Override
    public LogLine parse(String line) {
        int hostEnd = line.indexOf(' ');
        if (line.isBlank()) {
            return new Skipped(Reason.EMPTY);
        }
        return hostEnd <= 0 ? new Skipped(Reason.NOT_A_LOG_LINE) : rest.parse(line.substring(hostEnd + 1));
    }
}
