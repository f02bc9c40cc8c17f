/**
 * Requests that bring events, taken and answered in front of the framework, where that is all that is needed: most of what a small request costs is
 * finding its controller, binding its arguments and making its answer. Whatever is not written as usual goes on to the framework, whose controllers
 * give the same answers.
 */
@NullMarked
package dev.millrace.direct;

import org.jspecify.annotations.NullMarked;
