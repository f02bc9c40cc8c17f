package dev.millrace.health;

import java.util.Optional;

/** A remark for operators about a part whose trouble usually does not stop the other parts. Thread-safe; does not block. */
public interface HealthRemark {
    /** Returns the name of the part in the answer. */
    String part();

    /** Returns what is wrong; empty if nothing is. */
    Optional<String> text();

    /** Returns true if requests should go to another node as long as this is so. */
    default boolean preventsReadiness() {
        return false;
    }
}
