/** Says which parts of Millrace run on this node. */
@NullMarked
package dev.millrace.node;

import org.jspecify.annotations.NullMarked;
