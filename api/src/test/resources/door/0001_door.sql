-- Openings of doors, as a migration of a kind of event would make the tables.
CREATE TABLE IF NOT EXISTS millrace.door_opening
(
    door       UInt32,
    at         DateTime64(3, 'UTC'),
    people     UInt32,
    version    UInt64,
    is_deleted UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY toDate(at)
ORDER BY (toStartOfHour(at), door, at);

CREATE TABLE IF NOT EXISTS millrace.door_hour
(
    is_seal  UInt8,
    door     UInt32,
    hour     DateTime('UTC'),
    openings UInt64,
    people   UInt64,
    version  UInt64,
    is_empty UInt8
)
ENGINE = ReplacingMergeTree(version, is_empty)
PARTITION BY toYYYYMM(hour)
ORDER BY (is_seal, door, hour);

CREATE TABLE IF NOT EXISTS millrace.door_opening_bound
(
    mark_before SimpleAggregateFunction(max, DateTime('UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY tuple();

CREATE TABLE IF NOT EXISTS millrace.door_opening_mark
(
    hour       DateTime('UTC'),
    door       UInt32,
    token      UInt64,
    step       UInt8,
    is_cleared UInt8,
    at         DateTime('UTC') DEFAULT now()
)
ENGINE = ReplacingMergeTree(step, is_cleared)
ORDER BY (hour, door, token);

CREATE TABLE IF NOT EXISTS millrace.door_opening_taken
(
    run   UInt64,
    hour  DateTime('UTC'),
    door  UInt32,
    token UInt64,
    at    DateTime('UTC') DEFAULT now()
)
ENGINE = MergeTree
ORDER BY (run, door);

CREATE MATERIALIZED VIEW IF NOT EXISTS millrace.door_opening_late TO millrace.door_opening_mark
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT toStartOfHour(at) AS hour, door, rand64() AS token
FROM millrace.door_opening
WHERE at < (SELECT toDateTime64(max(mark_before), 3, 'UTC') FROM millrace.door_opening_bound)
GROUP BY hour, door
