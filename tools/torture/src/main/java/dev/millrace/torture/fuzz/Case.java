package dev.millrace.torture.fuzz;

/**
 * The bytes to send on a connection.
 *
 * @param kind the name of what is wrong with them
 * @param method the method if the bytes are one well-formed request, else empty
 * @param path the path of such a request, without parameters
 * @param isWhole true if it is certain where the request ends: the connection is used again
 */
record Case(String kind, String method, String path, boolean isWhole, byte[] bytes) {
    /** Makes a case of one well-formed request. */
    static Case whole(String kind, String method, String path, byte[] bytes) {
        return new Case(kind, method, path, true, bytes);
    }

    /** Makes a case of bytes of which nobody can say how many requests they are. */
    static Case ofBytes(String kind, byte[] bytes) {
        return new Case(kind, "", "", false, bytes);
    }

    /** Returns what the error text says of it: the kind and, of a whole request, its method and path. */
    String title() {
        return isWhole ? "%s %s %s".formatted(kind, method, path) : kind;
    }
}
