/** Page views: how they come in and the reports made of them. */
@NullMarked
package dev.millrace.traffic;

import org.jspecify.annotations.NullMarked;
