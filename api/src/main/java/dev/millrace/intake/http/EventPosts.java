package dev.millrace.intake.http;

import org.jspecify.annotations.Nullable;

/** The POSTs of one kind of event. Thread-safe. */
public interface EventPosts {
    /**
     * Finds the handler of a POST; null if it has none here, or if only the framework can say what is wrong with it.
     *
     * @param path without the query
     * @param mediaType of the body, in small letters and without parameters
     */
    @Nullable
    EventPost find(String path, String mediaType);
}
