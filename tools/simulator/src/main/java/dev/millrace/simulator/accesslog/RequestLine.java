package dev.millrace.simulator.accesslog;

/** The first line of a request, as logs quote it: {@code GET /a?b=c HTTP/1.1}. */
final class RequestLine {
    private RequestLine() {}

    /** The path or URL between the method and the protocol; empty if there is none, as in {@code -} or {@code OPTIONS *}. */
    static String target(String request) {
        int methodEnd = request.indexOf(' ');
        if (methodEnd <= 0) {
            return "";
        }
        // From the end: some clients send a path with spaces in it. HTTP/0.9 has no protocol at all.
        int protocol = request.lastIndexOf(" HTTP/");
        return pathOrUrl(
                request.substring(methodEnd + 1, Math.max(methodEnd + 1, protocol < 0 ? request.length() : protocol)));
    }

    /** Returns the text if it is a path or a URL, otherwise an empty one. */
    static String pathOrUrl(String target) {
        boolean isPath = target.startsWith("/") || target.startsWith("http://") || target.startsWith("https://");
        return isPath ? target : "";
    }
}
