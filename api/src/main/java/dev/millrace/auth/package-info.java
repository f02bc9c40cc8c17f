/** Keys: who may do what, from which pages, and how much. */
@NullMarked
package dev.millrace.auth;

import org.jspecify.annotations.NullMarked;
