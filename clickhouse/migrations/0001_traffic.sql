-- Page views. The sorting key is the identity of a view: rows that agree in it are versions of one view, and the highest version
-- wins. It starts with the hour, so that sealing an hour reads that hour and nothing else, and then with the user, so that the open
-- hours of one user are narrow ranges. Partitions are days, which batches are cut by: ClickHouse takes a block into one partition all
-- or nothing, and into several not. The index finds the rows of a request_id, which PUT and DELETE need.
CREATE TABLE IF NOT EXISTS millrace.traffic
(
    request_id UInt64,
    user_id    UInt32,
    created_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    page_url   String CODEC(ZSTD(1)),
    version    UInt64 CODEC(Delta, ZSTD(1)),
    is_deleted UInt8,
    INDEX by_request_id request_id TYPE bloom_filter(0.001) GRANULARITY 8
)
ENGINE = ${replicated}ReplacingMergeTree(version, is_deleted)
PARTITION BY toDate(created_at)
ORDER BY (toStartOfHour(created_at), user_id, created_at, request_id)
SETTINGS index_granularity = 1024, min_compress_block_size = 16384, max_compress_block_size = 65536,
    ttl_only_drop_parts = 1, ${durability};
