package dev.millrace.oracle;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The raw readings. None is ever moved. */
record ReadingFacts(Databases databases) implements ReportsUnderWay.Facts<SensorModel.Key, SensorReading> {
    @Override
    public Map<SensorModel.Key, SensorReading> read() throws IOException, InterruptedException {
        return RawReadings.live(databases);
    }

    @Override
    public List<Set<SensorModel.Key>> moved(
            Map<SensorModel.Key, SensorReading> before, Map<SensorModel.Key, SensorReading> after) {
        return List.of();
    }
}
