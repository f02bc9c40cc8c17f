package dev.millrace.torture.blackbox;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a round ended.
 *
 * @param seed repeats it
 * @param length how long everything went on at once
 * @param took with starting and checking
 * @param settings of its nodes that were left to chance
 * @param directory what is left of it, if it failed
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
