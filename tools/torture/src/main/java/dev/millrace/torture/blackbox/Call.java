package dev.millrace.torture.blackbox;

/**
 * A request without its body.
 *
 * @param contentType empty for none
 */
record Call(String method, String path, String contentType) {
    static Call get(String path) {
        return new Call("GET", path, "");
    }

    static Call of(String method, String path) {
        return new Call(method, path, "");
    }

    static Call json(String method, String path) {
        return new Call(method, path, "application/json");
    }

    static Call lines(String path) {
        return new Call("POST", path, "application/x-ndjson");
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
