package dev.millrace.simulator.replay;

import dev.millrace.simulator.client.Acknowledgement;
import dev.millrace.simulator.client.Acknowledgement.Rejection;
import dev.millrace.simulator.traffic.PageView;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A file of the events that the service has acknowledged, one CSV line each:
 * {@code request_id,user_id,created_at,page_url}. No event is in it before its 2xx has come. It is flushed to disk on
 * close. Any thread may append.
 */
final class AckRecord implements AutoCloseable {
    // A stream and no channel: an interrupt, which ends the other lanes after a failure, would close a channel.
    private final FileOutputStream file;

    private boolean closed;

    AckRecord(Path path) throws IOException {
        file = new FileOutputStream(path.toFile(), true);
    }

    /** Adds what was accepted; returns how many accepted events could not be named and so were left out. */
    int append(List<PageView> views, Acknowledgement ack) throws IOException {
        if (!ack.namesEveryEvent()) {
            // Which ones were accepted is not known, and this file must not claim too much.
            return ack.accepted();
        }
        Set<Integer> rejected = ack.rejected().stream().map(Rejection::index).collect(Collectors.toSet());
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < views.size(); i++) {
            if (!rejected.contains(i)) {
                appendLine(lines, views.get(i));
            }
        }
        write(lines.toString().getBytes(StandardCharsets.UTF_8));
        return 0;
    }

    /** Closes the file. Idempotent; a later append is an error. */
    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            try (file) {
                file.getFD().sync();
            }
        }
    }

    private synchronized void write(byte[] bytes) throws IOException {
        file.write(bytes);
    }

    private static void appendLine(StringBuilder lines, PageView view) {
        lines.append(view.requestId()).append(',').append(view.userId()).append(',');
        lines.append(view.createdAtText())
                .append(',')
                .append(quoted(view.pageUrl()))
                .append('\n');
    }

    private static String quoted(String page) {
        return page.contains(",") || page.contains("\"") ? "\"" + page.replace("\"", "\"\"") + "\"" : page;
    }
}
