-- Leaves in a database only what belongs to shard ${shard} of ${shards}, and writes that it is that one. For a shard that was doubled by
-- restoring its backup on another server: docs/operations.md, "Adding a shard". With Millrace and chproxy stopped, as admin:
--     sed 's/${shards}/4/g; s/${shard}/3/g' keep-own-slots.sql | clickhouse-client --user admin --password ... --multiquery
-- It may be run again. What every shard has (updates, erasures) stays.
ALTER TABLE millrace.traffic DELETE WHERE intDiv(intHash32(user_id) % 1024 * ${shards}, 1024) + 1 != ${shard};
ALTER TABLE millrace.traffic_hour DELETE WHERE is_seal = 0 AND intDiv(intHash32(user_id) % 1024 * ${shards}, 1024) + 1 != ${shard};
ALTER TABLE millrace.traffic_mark DELETE WHERE intDiv(intHash32(user_id) % 1024 * ${shards}, 1024) + 1 != ${shard};
ALTER TABLE millrace.archive DELETE WHERE intDiv(intHash32(version) % 1024 * ${shards}, 1024) + 1 != ${shard};
ALTER TABLE millrace.sensor_reading DELETE WHERE intDiv(CRC32(sensor_id) % 1024 * ${shards}, 1024) + 1 != ${shard};
ALTER TABLE millrace.sensor_minute DELETE WHERE is_seal = 0 AND intDiv(CRC32(sensor_id) % 1024 * ${shards}, 1024) + 1 != ${shard};
ALTER TABLE millrace.sensor_hour DELETE WHERE is_seal IN (0, 2) AND intDiv(CRC32(sensor_id) % 1024 * ${shards}, 1024) + 1 != ${shard};
ALTER TABLE millrace.sensor_reading_mark DELETE WHERE intDiv(CRC32(sensor_id) % 1024 * ${shards}, 1024) + 1 != ${shard};
ALTER TABLE millrace.sensor_deletion DELETE WHERE intDiv(CRC32(sensor_id) % 1024 * ${shards}, 1024) + 1 != ${shard};
ALTER TABLE millrace.facility_sensor DELETE WHERE intDiv(CRC32(sensor_id) % 1024 * ${shards}, 1024) + 1 != ${shard};
-- Counts of the whole site were made of both halves. An hour without them is not sealed: its rows are counted until the job has been there.
TRUNCATE TABLE millrace.traffic_site_hour;
TRUNCATE TABLE millrace.traffic_taken;
TRUNCATE TABLE millrace.sensor_reading_taken;
TRUNCATE TABLE millrace.shard;
INSERT INTO millrace.shard VALUES (${shard}, ${shards});
