/** How wide and how fast requests go out, and what came of them. */
@NullMarked
package dev.millrace.simulator.load;

import org.jspecify.annotations.NullMarked;
