package dev.millrace.http;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the query parameters that a route reads by itself, beside those in its signature. A name that ends with {@code *} stands for all
 * names with that prefix. {@link QueryCheck} refuses all others.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface QueryNames {
    /** Names of parameters that may be given once. */
    String[] value() default {};

    /** Names of parameters that may be given several times. */
    String[] many() default {};
}
