package dev.millrace.torture.neighbour.difficult;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Asks with as many filters as a URL has room for, and with more. */
final class ManyFilters implements DifficultClient {
    @Override
    public String name() {
        return "many-filters";
    }

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        target.repeat(8, random, deadline, own -> {
            int most = 50 + own.nextInt(1_400);
            String filters = IntStream.range(0, most)
                    .mapToObj(
                            switch (own.nextInt(3)) {
                                case 0 -> i -> "facility=f" + i;
                                case 1 -> i -> "attributes.%s%s=%s".formatted("k".repeat(20), i, "v".repeat(20));
                                default -> i -> "attributes.%C3%A9" + i + "=v";
                            })
                    .collect(Collectors.joining("&"));
            target.exchange(target.get("/api/sensors/any/readings?" + filters));
            deadline.pause(Duration.ofMillis(20));
        });
    }
}
