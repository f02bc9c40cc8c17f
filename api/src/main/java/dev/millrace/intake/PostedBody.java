package dev.millrace.intake;

import org.jspecify.annotations.Nullable;

/**
 * What the intake looks at of a request that brings events.
 *
 * @param body as it came; not to be changed from now on
 * @param contentEncoding the header, null if there is none
 * @param userAgent the header, null if there is none
 */
public record PostedBody(
        byte[] body,
        @Nullable String contentEncoding,
        @Nullable String userAgent) {}
