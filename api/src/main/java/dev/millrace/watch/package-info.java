/** Takes files that change while the service runs, and checks who may read them. */
@NullMarked
package dev.millrace.watch;

import org.jspecify.annotations.NullMarked;
