/** Takes POSTs of events: the contract that both ways share, in front of the framework and through it, and their answers. */
@NullMarked
package dev.millrace.intake.http;

import org.jspecify.annotations.NullMarked;
