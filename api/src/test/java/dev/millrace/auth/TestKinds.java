package dev.millrace.auth;

import dev.millrace.sensor.SensorKind;
import dev.millrace.traffic.TrafficKind;
import java.util.List;

/** The kinds of events that there are, without the service. */
public final class TestKinds {
    /** All of them. */
    public static final EventKinds ALL = new EventKinds(List.of(new TrafficKind(), new SensorKind()));

    private TestKinds() {}
}
