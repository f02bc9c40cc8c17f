/** Takes files that change while the service runs. */
@NullMarked
package dev.millrace.watch;

import org.jspecify.annotations.NullMarked;
