/** What tests share: running servers, faulty files, a proxy that breaks connections, events. */
@NullMarked
package dev.millrace.testing;

import org.jspecify.annotations.NullMarked;
