package dev.millrace.gate;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites the target of a request in one canonical form. Clients may encode a character or not; in the canonical path only letters, digits
 * and {@code - . _ ~} stand for themselves, every other byte is encoded, and a slash always separates. So the gate decides about the same
 * path that the router finds a route for, and the router decodes each part once.
 */
final class RequestTarget {
    private static final String SAFE_IN_QUERY = "!$&'()*+,=:@/?";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private RequestTarget() {}

    /**
     * Returns the canonical target.
     *
     * @param uri from the request's first line; with scheme and host if the client takes this for a proxy
     * @return null if it is malformed: a percent sign without two digits, bytes that are not UTF-8, or a part that is {@code .} or {@code
     * ..}
     */
    static @Nullable String canonical(String uri) {
        if (isCanonical(uri)) {
            return uri;
        }
        String target = withoutHost(uri);
        if (!target.startsWith("/")) {
            // A target for a proxy, or about the server as a whole: no route has such a name.
            return target;
        }
        int query = target.indexOf('?');
        StringBuilder text = new StringBuilder(target.length() + 16);
        int end = query < 0 ? target.length() : query;
        for (int at = 0; at < end; ) {
            int slash = target.indexOf('/', at + 1);
            int next = slash < 0 || slash > end ? end : slash;
            byte[] part = decoded(target, at + 1, next);
            if (part == null || isDots(part)) {
                return null;
            }
            text.append('/');
            for (byte b : part) {
                append(text, b, "");
            }
            at = next;
        }
        return query < 0 || appendQuery(text, target, query) ? text.toString() : null;
    }

    /** Returns true for most requests, which need no copy. */
    private static boolean isCanonical(String uri) {
        int length = uri.length();
        if (length == 0 || uri.charAt(0) != '/') {
            return false;
        }
        int query = -1;
        for (int i = 0; i < length; i++) {
            char c = uri.charAt(i);
            if (query < 0 && c == '?') {
                query = i;
            } else if (query >= 0 ? !isUnreserved(c) && SAFE_IN_QUERY.indexOf(c) < 0 : !isUnreserved(c) && c != '/') {
                return false;
            } else if (query < 0 && c == '.' && uri.charAt(i - 1) == '/') {
                // Perhaps a part of dots alone.
                return false;
            }
        }
        return true;
    }

    private static String withoutHost(String uri) {
        String start = uri.substring(0, Math.min(uri.length(), 8)).toLowerCase(Locale.ROOT);
        int host = start.startsWith("http://") ? 7 : start.startsWith("https://") ? 8 : -1;
        if (host < 0) {
            return uri;
        }
        for (int i = host; i < uri.length(); i++) {
            if (uri.charAt(i) == '/') {
                return uri.substring(i);
            }
            if (uri.charAt(i) == '?') {
                return "/" + uri.substring(i);
            }
        }
        return "/";
    }

    private static boolean appendQuery(StringBuilder text, String target, int query) {
        if (decoded(target, query + 1, target.length()) == null) {
            return false;
        }
        text.append('?');
        for (int i = query + 1; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '%') {
                text.append(target, i, i + 3);
                i += 2;
            } else {
                for (byte b : bytes(c)) {
                    append(text, b, SAFE_IN_QUERY);
                }
            }
        }
        return true;
    }

    private static void append(StringBuilder text, byte b, String safe) {
        char c = (char) (b & 0xff);
        if (isUnreserved(c) || safe.indexOf(c) >= 0) {
            text.append(c);
        } else {
            HEX.toHexDigits(text.append('%'), b);
        }
    }

    /** Decodes the bytes of a piece; null if it is malformed. */
    private static byte @Nullable [] decoded(String target, int from, int to) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            char c = target.charAt(i);
            if (c != '%') {
                bytes.writeBytes(bytes(c));
                continue;
            }
            if (i + 2 >= to || !isHex(target.charAt(i + 1)) || !isHex(target.charAt(i + 2))) {
                return null;
            }
            bytes.write(HexFormat.fromHexDigits(target, i + 1, i + 3));
            i += 2;
        }
        byte[] all = bytes.toByteArray();
        return isUtf8(all) ? all : null;
    }

    /** Returns the bytes of a character. Netty makes one of each byte; larger ones only come from tests. */
    private static byte[] bytes(char c) {
        return c <= 0xff ? new byte[] {(byte) c} : String.valueOf(c).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isDots(byte[] part) {
        return part.length > 0 && part.length <= 2 && part[0] == '.' && part[part.length - 1] == '.';
    }

    private static boolean isHex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static boolean isUnreserved(char c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '-'
                || c == '_'
                || c == '.'
                || c == '~';
    }
}
