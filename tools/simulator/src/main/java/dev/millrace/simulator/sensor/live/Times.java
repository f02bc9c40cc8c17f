package dev.millrace.simulator.sensor.live;

import dev.millrace.simulator.sensor.plant.Device;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Gives each snapshot of a device a time that no other one has: whole milliseconds that are even for those of now, and odd
 * for those that are late. Remembers all late ones, 50 bytes each. For one thread.
 */
final class Times {
    private static final long LEAST_LATE_MILLIS = Duration.ofMinutes(1).toMillis();

    private final InstantSource clock;
    private final Random random;
    private final long mostLateMillis;
    private final Map<Device, Long> newest = new HashMap<>();
    private final Map<Device, Set<Long>> late = new HashMap<>();

    /** @param mostLate how long ago late readings are at most; at least a minute */
    Times(InstantSource clock, Random random, Duration mostLate) {
        this.clock = clock;
        this.random = random;
        this.mostLateMillis = mostLate.toMillis();
    }

    /** Returns the time of now, later than any before; waits if the device has measured in this millisecond already. */
    long now(Device device) throws InterruptedException {
        long millis = clock.millis() & ~1L;
        Long before = newest.get(device);
        while (before != null && millis <= before) {
            TimeUnit.MILLISECONDS.sleep(1);
            millis = clock.millis() & ~1L;
        }
        newest.put(device, millis);
        return millis;
    }

    /** Returns a time in the past, more often a recent one. */
    long late(Device device) {
        Set<Long> taken = late.computeIfAbsent(device, _ -> new HashSet<>());
        long now = clock.millis();
        long millis;
        do {
            double share = random.nextDouble() * random.nextDouble();
            long ago = LEAST_LATE_MILLIS + (long) (share * (mostLateMillis - LEAST_LATE_MILLIS));
            millis = (now - ago) | 1;
        } while (!taken.add(millis));
        return millis;
    }
}
