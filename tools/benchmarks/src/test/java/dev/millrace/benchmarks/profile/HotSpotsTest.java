package dev.millrace.benchmarks.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HotSpotsTest {
    private static final HotSpots SPOTS = HotSpots.ofCollapsed(List.of(
            "[default-nioEventLoopGroup-1-2 tid=12];java/lang/Thread.run;a/B.c;a/B.d 30",
            "[default-nioEventLoopGroup-1-3 tid=13];java/lang/Thread.run;a/B.c 50",
            "[C2 CompilerThread0 tid=14];Compile::Compile 20"));

    @Test
    void aFrameCountsWhereverItIsInTheStack() {
        assertThat(SPOTS.samples()).isEqualTo(100);
        assertThat(SPOTS.share("a/B.c")).isEqualTo(0.8);
        assertThat(SPOTS.share("java/lang/Thread.run")).isEqualTo(0.8);
    }

    @Test
    void theInnermostFrameIsWhereItIs() {
        assertThat(SPOTS.text(10))
                .containsSubsequence("Where it is", "50.0 %  a/B.c", "30.0 %  a/B.d", "20.0 %  Compile");
    }

    @Test
    void threadsOfOneKindAreOne() {
        assertThat(SPOTS.text(10)).contains("80.0 %  default-nioEventLoopGroup\n", "20.0 %  C2 CompilerThread\n");
    }
}
