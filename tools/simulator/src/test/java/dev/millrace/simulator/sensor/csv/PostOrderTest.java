package dev.millrace.simulator.sensor.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.sensor.csv.CsvLine.Point;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PostOrderTest {
    private static final List<Point> POINTS =
            IntStream.range(0, 300).mapToObj(i -> new Point(i % 100, i)).toList();

    @Test
    void theOrderOfTheFileIsKept() {
        assertThat(PostOrder.FILE.apply(POINTS, 7)).isEqualTo(POINTS);
    }

    @Test
    void aRandomOrderHasAllLinesAndKeepsThoseOfOneTimeInTheirOrder() {
        List<Point> shuffled = PostOrder.RANDOM.apply(POINTS, 7);

        assertThat(shuffled).isNotEqualTo(POINTS).containsExactlyInAnyOrderElementsOf(POINTS);
        assertThat(LongStream.range(0, 100))
                .allSatisfy(ts -> assertThat(shuffled.stream()
                                .filter(point -> point.tsMillis() == ts)
                                .map(Point::value))
                        .containsExactly((double) ts, ts + 100.0, ts + 200.0));
    }

    @Test
    void theSameSeedMakesTheSameOrder() {
        List<Point> once = PostOrder.RANDOM.apply(POINTS, 7);
        List<Point> again = PostOrder.RANDOM.apply(POINTS, 7);
        List<Point> other = PostOrder.RANDOM.apply(POINTS, 8);

        assertThat(again).isEqualTo(once);
        assertThat(other).isNotEqualTo(once);
    }
}
