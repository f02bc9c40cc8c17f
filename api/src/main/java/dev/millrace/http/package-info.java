/** What all HTTP answers share: errors as problem+json. */
@NullMarked
package dev.millrace.http;

import org.jspecify.annotations.NullMarked;
