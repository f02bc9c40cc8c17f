package dev.millrace.benchmarks.load;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The form of a server's requests.
 *
 * @param url where it listens, without a path
 * @param path with its query, but without the id of a single event
 * @param afterId what follows the id in the path; null if the id is in the body
 */
public record Request(URI url, String path, @Nullable String afterId, Map<String, String> headers) {
    /** Copies. */
    public Request {
        headers = Map.copyOf(headers);
    }

    /** Single events whose id ends the path, before a query. */
    public static Request withIdInPath(URI url, String path, String query) {
        return new Request(url, path, query, Map.of("Content-Type", "application/json"));
    }

    /** Makes another request. */
    public static Request of(URI url, String path, Map<String, String> headers) {
        return new Request(url, path, null, headers);
    }
}
