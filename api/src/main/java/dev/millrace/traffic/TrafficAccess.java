package dev.millrace.traffic;

import dev.millrace.auth.EventKind;
import dev.millrace.auth.ReadRoute;
import jakarta.inject.Singleton;
import java.util.List;

/** Page views, as keys name them. A view is found by an id that names no user, so its status is for keys that may read everything. */
@Singleton
public final class TrafficAccess implements EventKind {
    private static final String PATH = "/api/traffic";

    @Override
    public String name() {
        return "traffic";
    }

    @Override
    public String postsUnder() {
        return PATH;
    }

    @Override
    public List<ReadRoute> reads() {
        return List.of(
                ReadRoute.reportOf("user", PATH + "/daily/{}"),
                ReadRoute.report(PATH + "/pages"),
                ReadRoute.report(PATH + "/hourly"));
    }
}
