package dev.millrace.torture.blackbox;

import java.util.List;

/**
 * The values that an identity may have had at the moments of a report.
 *
 * @param values possible values, each once; it has at most one of them at a time, unless they are in places that change one after the other
 * @param orNothing whether it may also have had no value
 * @param besides values that may count in addition because of a documented limit; usually none
 */
record Possible<T>(List<T> values, boolean orNothing, List<T> besides) {
    Possible {
        values = List.copyOf(values);
        besides = List.copyOf(besides);
    }
}
