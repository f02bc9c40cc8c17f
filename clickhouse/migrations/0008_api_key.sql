-- Keys that administrators made through the API: see docs/configuration.md. An entry is what the file of keys has, with hashes only. Of a
-- name the highest version holds; a revoked key keeps its row, without its entry. Only the first shard's table is used.
CREATE TABLE IF NOT EXISTS millrace.api_key
(
    name       String,
    version    UInt64,
    is_revoked UInt8,
    entry      String,
    stored_at  DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ${replicated}ReplacingMergeTree(version)
ORDER BY name
SETTINGS ${durability};
