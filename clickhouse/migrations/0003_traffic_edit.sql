-- What PUT and DELETE said, by request_id: the highest version of an id is the one that holds. Kept beside the raw rows, because a
-- POST that comes again after an edit must not undo it.
CREATE TABLE IF NOT EXISTS millrace.traffic_edit
(
    request_id UInt64,
    user_id    UInt32,
    created_at DateTime64(3, 'UTC'),
    page_url   String,
    version    UInt64,
    is_delete  UInt8,
    stored_at  DateTime64(3, 'UTC') DEFAULT now64(3),
    INDEX by_time stored_at TYPE minmax GRANULARITY 1
)
ENGINE = ${replicated}ReplacingMergeTree(version)
ORDER BY request_id
SETTINGS index_granularity = 1024, ${durability};

-- Persons who were erased, and how far that is. Their views up to erased_to do not come back. Of each count the most that was found at
-- once, so that counting again after a crash changes nothing.
CREATE TABLE IF NOT EXISTS millrace.erasure
(
    id           UInt64,
    user_id      UInt32,
    erased_to    DateTime64(3, 'UTC'),
    version      UInt64,
    is_done      UInt8,
    raw_rows     UInt64,
    rollup_rows  UInt64,
    edits        UInt64,
    dead_letters UInt64,
    buffer_rows  UInt64,
    done_at      DateTime64(3, 'UTC'),
    stored_at    DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ${replicated}ReplacingMergeTree(version)
ORDER BY id
SETTINGS ${durability};
