package dev.millrace.intake;

import org.jspecify.annotations.Nullable;

/**
 * The body of a request that brings events, with the headers that the intake needs.
 *
 * @param body the bytes as received; not to be changed from now on
 * @param contentEncoding the header, null if there is none
 * @param userAgent the header, null if there is none
 */
public record PostedBody(
        byte[] body,
        @Nullable String contentEncoding,
        @Nullable String userAgent) {
    /** The content encodings that are unpacked. */
    public static final String ENCODINGS = "gzip, zstd";
}
