package dev.millrace.report;

import java.io.InputStream;

/**
 * An answer that is sent from a file.
 *
 * @param bytes to be closed when they are sent, or when they will not be
 * @param length the number of bytes
 */
record LongAnswer(InputStream bytes, long length) {}
