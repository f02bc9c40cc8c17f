/** Shared by all HTTP answers: errors as problem+json, and their description. */
@NullMarked
package dev.millrace.http;

import org.jspecify.annotations.NullMarked;
