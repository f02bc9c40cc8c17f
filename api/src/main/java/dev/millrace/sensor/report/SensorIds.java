package dev.millrace.sensor.report;

import dev.millrace.clickhouse.Query;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.report.WrongParameterException;
import dev.millrace.sensor.table.SensorTable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The requested sensors, in the order in which ClickHouse sorts them: that of their UTF-8. */
public record SensorIds(List<String> ids) {
    /** The most sensors in one request. */
    static final int MOST = 1000;

    private static final int MOST_CHARACTERS = 128;

    /** Bounds the condition: sensors are named twice in a statement, besides its hours, and it may have 262,144 bytes. */
    private static final int MAX_CONDITION_LENGTH = 40_000;

    /** Sorts them and takes each once. */
    public SensorIds {
        ids = ids.stream().distinct().sorted(SensorIds::compare).toList();
    }

    /**
     * Takes the sensors that a request names.
     *
     * @throws WrongParameterException if they are not valid ids
     */
    static SensorIds asked(Collection<String> ids) {
        if (ids.isEmpty() || ids.size() > MOST) {
            throw new WrongParameterException("sensor_id", "sensor_id must be given 1 to %s times".formatted(MOST));
        }
        ids.forEach(id -> requireName("sensor_id", id));
        return new SensorIds(List.copyOf(ids));
    }

    /** Checks the name of a sensor or a facility. */
    public static void requireName(String parameter, String name) {
        int characters = name.codePointCount(0, name.length());
        if (characters < 1 || characters > MOST_CHARACTERS) {
            throw new WrongParameterException(
                    parameter, "%s must be of 1 to %s characters".formatted(parameter, MOST_CHARACTERS));
        }
    }

    /** The order in which ClickHouse sorts them. */
    static int compare(String a, String b) {
        return Arrays.compareUnsigned(utf8(a), utf8(b));
    }

    /** Splits the sensors by shard, for shards that have any, in the order of shards: queries of several shards are made in that order. */
    Map<Shard, SensorIds> byShard(Shards shards) {
        if (shards.count() == 1) {
            return ids.isEmpty() ? Map.of() : Map.of(shards.all().getFirst(), this);
        }
        Map<Shard, SensorIds> byShard = new LinkedHashMap<>();
        for (Shard shard : shards.all()) {
            List<String> some = ids.stream()
                    .filter(id -> shards.ofSlot(SensorTable.slotOf(id)).equals(shard))
                    .toList();
            if (!some.isEmpty()) {
                byShard.put(shard, new SensorIds(some));
            }
        }
        return byShard;
    }

    /** Returns the number of sensors. */
    public int size() {
        return ids.size();
    }

    /** Returns the sensors from a position of this list to before another one. */
    SensorIds part(int from, int to) {
        return new SensorIds(ids.subList(from, to));
    }

    /** Returns the sensors from a position of this list on that fit into a statement, at least one and at most {@code most}. */
    public SensorIds thatFit(int first, long most) {
        int next = first;
        int length = 0;
        while (next < ids.size() && (next == first || (next - first < most && length < MAX_CONDITION_LENGTH))) {
            length += Query.quoted(ids.get(next)).length();
            next++;
        }
        return part(first, next);
    }

    /** Returns the position of the first sensor that is not before {@code sensor}. */
    int firstFrom(String id) {
        byte[] wanted = utf8(id);
        int i = 0;
        while (i < ids.size() && Arrays.compareUnsigned(utf8(ids.get(i)), wanted) < 0) {
            i++;
        }
        return i;
    }

    /** The condition for their rows. */
    String condition() {
        return ids.size() == 1
                ? "sensor_id = " + Query.quoted(ids.getFirst())
                : ids.stream().map(Query::quoted).collect(Collectors.joining(", ", "sensor_id IN (", ")"));
    }

    /** Returns the condition for rows of all sensors that ever named a facility, so a few too many after deletions. */
    public static String conditionOf(String facility) {
        return Query.of("sensor_id IN (SELECT sensor_id FROM millrace.facility_sensor WHERE facility = ${facility})")
                .with("facility", facility)
                .sql();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
