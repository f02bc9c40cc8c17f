/** Page views: describes this kind of event to the stages. */
@NullMarked
package dev.millrace.traffic;

import org.jspecify.annotations.NullMarked;
