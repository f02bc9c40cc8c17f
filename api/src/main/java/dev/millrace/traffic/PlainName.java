package dev.millrace.traffic;

/** The fields of a page view, told from their names' bytes. */
enum PlainName {
    REQUEST_ID("request_id"),
    USER_ID("user_id"),
    CREATED_AT("created_at"),
    PAGE_URL("page_url"),
    /** Not ours. */
    OTHER("");

    private final String name;

    PlainName(String name) {
        this.name = name;
    }

    static PlainName of(byte[] bytes, int from, int to) {
        if (from == to) {
            return OTHER;
        }
        // All names begin with another letter.
        PlainName candidate = switch (bytes[from]) {
            case 'r' -> REQUEST_ID;
            case 'u' -> USER_ID;
            case 'c' -> CREATED_AT;
            case 'p' -> PAGE_URL;
            default -> OTHER;
        };
        return candidate.is(bytes, from, to) ? candidate : OTHER;
    }

    private boolean is(byte[] bytes, int from, int to) {
        if (to - from != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (bytes[from + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
