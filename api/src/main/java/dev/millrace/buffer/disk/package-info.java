/** The buffer on local disk: segment files, one writer, group commit. */
@NullMarked
package dev.millrace.buffer.disk;

import org.jspecify.annotations.NullMarked;
