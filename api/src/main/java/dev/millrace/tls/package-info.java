/** Encrypts connections, and verifies the certificates of clients. */
@NullMarked
package dev.millrace.tls;

import org.jspecify.annotations.NullMarked;
