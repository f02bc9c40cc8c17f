-- What was received, as it was received, good or bad: see docs/decisions/0010-archive.md. A version is one event's own, so a row that is
-- written twice is one row, and the order of the key is the order in which the events came. Partitions are days of receiving, which
-- batches are cut by and which go as a whole when they are old. The index finds the rows of one subject, which erasure needs.
CREATE TABLE IF NOT EXISTS millrace.archive
(
    received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    kind        LowCardinality(String),
    operation   LowCardinality(String),
    source      LowCardinality(String),
    sender      String CODEC(ZSTD(3)),
    verdict     LowCardinality(String),
    reason      String CODEC(ZSTD(3)),
    version     UInt64 CODEC(Delta, ZSTD(1)),
    subject     String CODEC(ZSTD(3)),
    happened_at DateTime64(3, 'UTC') CODEC(ZSTD(1)),
    filled      String CODEC(ZSTD(3)),
    is_cut      UInt8,
    event       String CODEC(ZSTD(3)),
    INDEX by_time received_at TYPE minmax GRANULARITY 1,
    INDEX by_subject subject TYPE bloom_filter(0.001) GRANULARITY 4
)
ENGINE = ${replicated}ReplacingMergeTree
PARTITION BY toDate(received_at)
ORDER BY (kind, version)
SETTINGS index_granularity = 1024, ttl_only_drop_parts = 1, ${durability};
