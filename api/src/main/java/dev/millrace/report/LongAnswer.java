package dev.millrace.report;

import java.io.InputStream;

/**
 * An answer that is sent from a file.
 *
 * @param bytes to be closed when they are sent, or will not be
 * @param length how many there are
 */
record LongAnswer(InputStream bytes, long length) {}
