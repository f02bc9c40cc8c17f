package dev.millrace.torture.longrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.torture.longrun.Resource.Growth;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResourceTest {
    private static Growth of(int samples, IntToDoubleFunction sample) {
        Resource resource = new Resource("descriptors", 10, 1);
        IntStream.range(0, samples).forEach(i -> resource.add(sample.applyAsDouble(i)));
        return resource.growth();
    }

    @Test
    void whatGrowsAllTheTimeGrowsWithoutEnd() {
        assertThat(of(100, i -> 50 + i)).isEqualTo(Growth.GROWS);
    }

    @Test
    void whatGrowsInTheBeginningOnlyIsSteady() {
        assertThat(of(100, i -> 50 + Math.min(i, 30) * 10)).isEqualTo(Growth.STEADY);
    }

    @Test
    void whatGoesUpAndDownIsSteady() {
        assertThat(of(100, i -> 50 + i % 10 * 20)).isEqualTo(Growth.STEADY);
    }

    @Test
    void whatGrowsByLittleIsSteady() {
        assertThat(of(100, i -> 50 + i / 10.0)).isEqualTo(Growth.STEADY);
    }

    @Test
    void fewSamplesSayNothing() {
        assertThat(of(20, i -> 50 + 100 * i)).isEqualTo(Growth.UNKNOWN);
    }
}
