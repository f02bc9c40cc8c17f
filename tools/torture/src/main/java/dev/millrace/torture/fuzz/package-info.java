/** Requests that no client should send: damaged bytes, ambiguous lengths, wrong types and keys; each answer is held against OpenAPI. */
@NullMarked
package dev.millrace.torture.fuzz;

import org.jspecify.annotations.NullMarked;
