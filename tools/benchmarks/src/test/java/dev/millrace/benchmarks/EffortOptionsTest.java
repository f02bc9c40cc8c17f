package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class EffortOptionsTest {
    @Test
    void theServerHasACoreOfItsOwnUnlessOneSaysNo() {
        assertThat(parse().everywhere).isFalse();
        assertThat(parse("--no-pin").everywhere).isTrue();
    }

    @Test
    void listsAreSeparatedByCommas() {
        assertThat(parse().connections).containsExactly(64, 256);
        assertThat(parse("--connections", "8,16").connections).containsExactly(8, 16);
    }

    private static EffortOptions parse(String... words) {
        EffortOptions options = new EffortOptions();
        new CommandLine(options).parseArgs(words);
        return options;
    }
}
