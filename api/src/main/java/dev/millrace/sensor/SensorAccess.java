package dev.millrace.sensor;

import dev.millrace.auth.EventKind;
import dev.millrace.auth.ReadRoute;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Readings, as keys name them. The latest readings of a facility are single events. */
@Singleton
public final class SensorAccess implements EventKind {
    private static final String PATH = "/api/sensors";
    private static final String FACILITIES = "/api/facilities";
    private static final String SENSOR = "sensor";
    private static final String PARAMETER = "sensor_id";
    private static final String FACILITY = "facility";

    @Override
    public String name() {
        return "sensors";
    }

    @Override
    public String postsUnder() {
        return PATH;
    }

    @Override
    public List<ReadRoute> reads() {
        List<ReadRoute> routes = new ArrayList<>();
        for (String window : List.of("1m", "1h", "1d", "all")) {
            routes.add(ReadRoute.reportOf(SENSOR, PATH + "/{}/" + window));
            routes.add(ReadRoute.reportOfEach(SENSOR, PATH + "/" + window, PARAMETER));
        }
        routes.add(ReadRoute.eventsOf(SENSOR, PATH + "/{}/readings"));
        routes.add(ReadRoute.eventsOfEach(SENSOR, PATH + "/readings", PARAMETER));
        routes.add(ReadRoute.report(FACILITIES));
        routes.add(ReadRoute.eventsOf(FACILITY, FACILITIES + "/{}/sensors"));
        routes.add(ReadRoute.reportOf(FACILITY, FACILITIES + "/{}/1m"));
        routes.add(ReadRoute.reportOf(FACILITY, FACILITIES + "/{}/1h"));
        return routes;
    }
}
