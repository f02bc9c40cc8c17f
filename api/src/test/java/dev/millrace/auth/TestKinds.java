package dev.millrace.auth;

import dev.millrace.sensor.SensorAccess;
import dev.millrace.traffic.TrafficAccess;
import java.util.List;

/** The kinds of events that there are, without the service. */
public final class TestKinds {
    /** All of them. */
    public static final EventKinds ALL = new EventKinds(List.of(new TrafficAccess(), new SensorAccess()));

    private TestKinds() {}
}
