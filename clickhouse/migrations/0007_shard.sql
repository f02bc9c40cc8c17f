-- Which shard of how many this database is: one row, written when it is made. Where rows are depends on it: see docs/cluster.md.
CREATE TABLE IF NOT EXISTS millrace.shard
(
    number UInt32,
    shards UInt32
)
ENGINE = ${replicated}ReplacingMergeTree
ORDER BY (number, shards)
SETTINGS ${durability};
