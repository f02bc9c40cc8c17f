/** Page views: takes them in and makes reports of them. */
@NullMarked
package dev.millrace.traffic;

import org.jspecify.annotations.NullMarked;
