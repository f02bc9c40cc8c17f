-- Rows of days stand beside those of hours, in the same table: see docs/rollups.md. The column is in the sorting key and cannot get another name.
ALTER TABLE millrace.sensor_hour COMMENT COLUMN IF EXISTS is_seal '0: windows of an hour. 1: the hour is sealed. 2: windows of a day, at its last hour. 3: the day is sealed, at its last hour';
