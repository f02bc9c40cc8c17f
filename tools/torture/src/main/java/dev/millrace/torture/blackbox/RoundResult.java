package dev.millrace.torture.blackbox;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The result of a round.
 *
 * @param seed repeats it
 * @param length the length of the load
 * @param took the duration with starting and checking
 * @param settings of its nodes that were chosen at random
 * @param directory the files of the round, if it failed
 */
record RoundResult(
        Setting setting, long seed, Duration length, Duration took, String settings, Tally tally, Path directory) {
    boolean isGood() {
        return tally.isGood();
    }

    /** The command that does the same again. */
    String command() {
        return "./torture --black-box --setting %s --seed %s --seconds %s".formatted(setting, seed, length.toSeconds());
    }
}
