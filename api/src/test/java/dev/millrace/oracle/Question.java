package dev.millrace.oracle;

import java.io.IOException;
import java.util.Map;

/**
 * A report that can be asked for.
 *
 * @param <K> what facts are told apart by
 * @param <V> what is known of each
 */
interface Question<K, V> {
    /** False if a fact is no matter. */
    boolean concerns(K key, V fact);

    /** What of the facts a report reads at one moment: an hour of one kind of row. */
    Object cell(K key);

    /** The answer of a node, in an order that says nothing. */
    String ask(Node node) throws IOException, InterruptedException;

    /** The answer that these facts give, as {@link #ask} writes it. */
    String expected(Map<K, V> facts);
}
