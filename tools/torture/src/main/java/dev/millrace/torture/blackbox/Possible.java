package dev.millrace.torture.blackbox;

import java.util.List;

/**
 * What an identity may have had at the moments of a report.
 *
 * @param values one of these, each named once; at most one of them at a time, unless they are of places that change one after the other
 * @param orNothing whether it may have had nothing as well
 * @param besides what a declared limit lets count beside them; usually nothing
 */
record Possible<T>(List<T> values, boolean orNothing, List<T> besides) {
    Possible {
        values = List.copyOf(values);
        besides = List.copyOf(besides);
    }
}
