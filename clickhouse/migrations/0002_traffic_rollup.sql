-- Rollups of page views: see docs/rollups.md. Every row here is computed from deduplicated raw rows and replaces the one before it.

-- Of each user and hour the pages viewed and how often, in one row, so that it is replaced whole: a page that vanishes in an update
-- vanishes with it. A row with is_seal says that its hour is complete for all users; it lives in the same partition as what it vouches
-- for, so that both are lost or restored together. A row whose views have all vanished is_empty.
CREATE TABLE IF NOT EXISTS millrace.traffic_hour
(
    is_seal  UInt8,
    user_id  UInt32,
    hour     DateTime('UTC'),
    pages    Array(String),
    counts   Array(UInt32),
    version  UInt64,
    is_empty UInt8
)
ENGINE = ${replicated}ReplacingMergeTree(version, is_empty)
PARTITION BY toYYYYMM(hour)
ORDER BY (is_seal, user_id, hour)
SETTINGS index_granularity = 256, index_granularity_bytes = 262144, min_compress_block_size = 16384, max_compress_block_size = 65536, ${durability};

-- Of each hour the pages viewed by anybody: one row, which is its own seal. Users are bitmaps, which add up exactly over hours.
CREATE TABLE IF NOT EXISTS millrace.traffic_site_hour
(
    hour       DateTime('UTC'),
    pages      Array(String),
    page_views Array(UInt64),
    page_users Array(AggregateFunction(groupBitmap, UInt32)),
    views      UInt64,
    users      UInt64,
    version    UInt64,
    is_empty   UInt8
)
ENGINE = ${replicated}ReplacingMergeTree(version, is_empty)
PARTITION BY toYYYYMM(hour)
ORDER BY hour
SETTINGS index_granularity = 1, ${durability};

-- Rows that come in before this time mark their user and hour. It only grows, and is ahead of every hour that is sealed.
CREATE TABLE IF NOT EXISTS millrace.traffic_bound
(
    mark_before SimpleAggregateFunction(max, DateTime('UTC'))
)
ENGINE = ${replicated}AggregatingMergeTree
ORDER BY tuple()
SETTINGS ${durability};

-- Users and hours whose rollup may miss a row. Each mark has a token of its own, so that clearing the marks somebody has seen never
-- clears one that came meanwhile. A cleared mark that comes back, because it expired before what it clears, is harmless.
CREATE TABLE IF NOT EXISTS millrace.traffic_mark
(
    hour       DateTime('UTC'),
    user_id    UInt32,
    token      UInt64,
    step       UInt8,
    is_cleared UInt8,
    at         DateTime('UTC') DEFAULT now()
)
ENGINE = ${replicated}ReplacingMergeTree(step, is_cleared)
ORDER BY (hour, user_id, token)
TTL at + INTERVAL 1 DAY DELETE WHERE is_cleared = 1
SETTINGS ${durability};

-- The marks that one recomputation has seen. Nothing is lost with it: a mark that is not cleared is taken again.
CREATE TABLE IF NOT EXISTS millrace.traffic_taken
(
    run     UInt64,
    hour    DateTime('UTC'),
    user_id UInt32,
    token   UInt64,
    at      DateTime('UTC') DEFAULT now()
)
ENGINE = ${replicated}MergeTree
ORDER BY (run, user_id)
TTL at + INTERVAL 1 DAY;

-- Runs with each insert, as the user that made it, because the user who inserts may not read.
CREATE MATERIALIZED VIEW IF NOT EXISTS millrace.traffic_late TO millrace.traffic_mark
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT toStartOfHour(created_at) AS hour, user_id, rand64() AS token
FROM millrace.traffic
WHERE created_at < (SELECT toDateTime64(max(mark_before), 3, 'UTC') FROM millrace.traffic_bound)
GROUP BY hour, user_id;

-- The highest version that a rollup row was given. One clock for all nodes: theirs may differ.
CREATE TABLE IF NOT EXISTS millrace.rollup_version
(
    version SimpleAggregateFunction(max, UInt64)
)
ENGINE = ${replicated}AggregatingMergeTree
ORDER BY tuple()
SETTINGS ${durability};
