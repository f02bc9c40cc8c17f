-- Readings of sensors. The sorting key is the identity of a reading: one for each sensor and instant, and the highest version wins. It
-- starts with the hour for the reason that traffic's does. Facility and equipment are said by each reading and no part of its identity.
CREATE TABLE IF NOT EXISTS millrace.sensor_reading
(
    sensor_id  String CODEC(ZSTD(1)),
    ts         DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    value      Float64 CODEC(ZSTD(1)),
    facility   LowCardinality(String),
    equipment  LowCardinality(String),
    unit       LowCardinality(String),
    quality    LowCardinality(String),
    attributes String CODEC(ZSTD(1)),
    version    UInt64 CODEC(Delta, ZSTD(1)),
    is_deleted UInt8
)
ENGINE = ${replicated}ReplacingMergeTree(version, is_deleted)
PARTITION BY toDate(ts)
ORDER BY (toStartOfHour(ts), sensor_id, ts)
SETTINGS index_granularity = 1024, min_compress_block_size = 16384, max_compress_block_size = 65536,
    ttl_only_drop_parts = 1, ${durability};
-- Of each sensor and hour its windows, in one row that is replaced whole, as in traffic_hour: see docs/rollups.md. The arrays run in
-- parallel: an element is the window of one facility, nearly always the only one that the hour's readings name. Times are milliseconds
-- after the hour. A sum is exact: see docs/sensors.md. Partitions are years: a report of all time reads each, and a hundred of them
-- cost more than their rows.
CREATE TABLE IF NOT EXISTS millrace.sensor_hour
(
    is_seal   UInt8,
    sensor_id String,
    hour      DateTime('UTC'),
    facility  Array(LowCardinality(String)),
    count     Array(UInt32),
    min       Array(Float64),
    max       Array(Float64),
    first     Array(Float64),
    last      Array(Float64),
    first_at  Array(UInt32),
    last_at   Array(UInt32),
    sum       Array(Map(UInt8, Int128)),
    version   UInt64,
    is_empty  UInt8
)
ENGINE = ${replicated}ReplacingMergeTree(version, is_empty)
PARTITION BY toYear(hour)
ORDER BY (is_seal, sensor_id, hour)
SETTINGS index_granularity = 1024, min_compress_block_size = 16384, max_compress_block_size = 65536, ${durability};
-- The same by the minute: an element for each minute and facility, in the order of minutes.
CREATE TABLE IF NOT EXISTS millrace.sensor_minute
(
    is_seal   UInt8,
    sensor_id String,
    hour      DateTime('UTC'),
    minute    Array(UInt8),
    facility  Array(LowCardinality(String)),
    count     Array(UInt32),
    min       Array(Float64),
    max       Array(Float64),
    first     Array(Float64),
    last      Array(Float64),
    first_at  Array(UInt32),
    last_at   Array(UInt32),
    sum       Array(Map(UInt8, Int128)),
    version   UInt64,
    is_empty  UInt8
)
ENGINE = ${replicated}ReplacingMergeTree(version, is_empty)
PARTITION BY toYYYYMM(hour)
ORDER BY (is_seal, sensor_id, hour)
SETTINGS index_granularity = 128, min_compress_block_size = 16384, max_compress_block_size = 65536, ${durability};
-- As for traffic: the bound, marks, what a recomputation has seen, and the view that marks.
CREATE TABLE IF NOT EXISTS millrace.sensor_reading_bound
(
    mark_before SimpleAggregateFunction(max, DateTime('UTC'))
)
ENGINE = ${replicated}AggregatingMergeTree
ORDER BY tuple()
SETTINGS ${durability};
CREATE TABLE IF NOT EXISTS millrace.sensor_reading_mark
(
    hour       DateTime('UTC'),
    sensor_id  String,
    token      UInt64,
    step       UInt8,
    is_cleared UInt8,
    at         DateTime('UTC') DEFAULT now()
)
ENGINE = ${replicated}ReplacingMergeTree(step, is_cleared)
ORDER BY (hour, sensor_id, token)
TTL at + INTERVAL 1 DAY DELETE WHERE is_cleared = 1
SETTINGS ${durability};
CREATE TABLE IF NOT EXISTS millrace.sensor_reading_taken
(
    run       UInt64,
    hour      DateTime('UTC'),
    sensor_id String,
    token     UInt64,
    at        DateTime('UTC') DEFAULT now()
)
ENGINE = ${replicated}MergeTree
ORDER BY (run, sensor_id)
TTL at + INTERVAL 1 DAY;
CREATE MATERIALIZED VIEW IF NOT EXISTS millrace.sensor_reading_late TO millrace.sensor_reading_mark
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT toStartOfHour(ts) AS hour, sensor_id, rand64() AS token
FROM millrace.sensor_reading
WHERE ts < (SELECT toDateTime64(max(mark_before), 3, 'UTC') FROM millrace.sensor_reading_bound)
GROUP BY hour, sensor_id;
-- Which sensors may have readings that name a facility: every pair that was ever named, so a few too many after deletions.
CREATE TABLE IF NOT EXISTS millrace.facility_sensor
(
    facility  String,
    sensor_id String
)
ENGINE = ${replicated}ReplacingMergeTree
ORDER BY (facility, sensor_id)
SETTINGS index_granularity = 1024, ${durability};
-- Readings of a sensor that were deleted: those from from_ts to before to_ts with a lower version. Kept, because one that still waits
-- somewhere, or is replayed, must not come back.
CREATE TABLE IF NOT EXISTS millrace.sensor_deletion
(
    sensor_id String,
    from_ts   DateTime64(3, 'UTC'),
    to_ts     DateTime64(3, 'UTC'),
    version   UInt64,
    stored_at DateTime64(3, 'UTC') DEFAULT now64(3),
    INDEX by_time stored_at TYPE minmax GRANULARITY 1
)
ENGINE = ${replicated}ReplacingMergeTree(version)
ORDER BY (sensor_id, version)
SETTINGS index_granularity = 1024, ${durability};
