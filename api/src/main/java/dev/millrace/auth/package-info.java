/** Checks keys: which rights a sender has, from which pages, and how much it may send. */
@NullMarked
package dev.millrace.auth;

import org.jspecify.annotations.NullMarked;
