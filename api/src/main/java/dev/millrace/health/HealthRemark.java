package dev.millrace.health;

import java.util.Optional;

/** What an operator should know of a part whose trouble does not keep the others from their work. Thread-safe; does not block. */
public interface HealthRemark {
    /** Its name in the answer. */
    String part();

    /** What is the matter; empty if nothing is. */
    Optional<String> text();
}
