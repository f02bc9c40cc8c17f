package dev.millrace.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.sensor.SensorKind;
import dev.millrace.traffic.TrafficKind;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
    static final Routes ROUTES = new Routes(List.of(TrafficKind.PATHS, SensorKind.PATHS));

    @ParameterizedTest
    @CsvSource({
        "POST,    /api/traffic,                      WRITE",
        "POST,    /api/traffic/7,                    WRITE",
        "POST,    /api/traffic?ack=stored,           WRITE",
        "POST,    /api/traffic/beacon,               BEACON",
        "POST,    /api/traffic/beacon?key=x,         BEACON",
        "POST,    /api/traffic/beacon/,              WRITE",
        "POST,    /api/traffic/beacons,              WRITE",
        "PUT,     /api/traffic/7,                    EDIT",
        "DELETE,  /api/traffic/7,                    EDIT",
        "PATCH,   /api/traffic/7,                    EDIT",
        "GET,     /api/traffic/7,                    READ",
        "HEAD,    /api/traffic/7,                    READ",
        "GET,     /api/traffic/daily/42?tz=a/../b,   READ",
        "OPTIONS, /api/traffic,                      OPEN",
        "POST,    /api/sensors/readings?ack=stored,  WRITE",
        "GET,     /api/sensors/F1-E2.temp/1m,        READ",
        "HEAD,    /api/sensors/F1-E2.temp/1m,        READ",
        "GET,     /api/sensors/F1%2FE2%2Ftemp/all,   READ",
        "GET,     /api/sensors/F1%2fE2/all,          READ",
        "GET,     /api/sensors/a:b@c~d/all,          READ",
        "GET,     /api/sensors/Pr%C3%BCfstand%201/all, READ",
        "GET,     /api/sensors/1m?sensor_id=a/../b,  READ",
        "GET,     /api/sensors/a%2E/1m,              READ",
        "DELETE,  /api/sensors/F1%2FE2/readings,     EDIT",
        "PATCH,   /api/sensors/F1,                   EDIT",
        "OPTIONS, /api/sensors/F1,                   OPEN",
        "GET,     /api/facilities,                   READ",
        "GET,     /api/facilities/Halle%20%C3%9C/1h, READ",
        "DELETE,  /api/facilities/F1,                ADMIN",
        "POST,    /api/facilities,                   ADMIN",
        "DELETE,  /api/users/42,                     EDIT",
        "GET,     /api/users/42,                     ADMIN",
        "GET,     /api/erasures/1,                   ADMIN",
        "GET,     /api/dead-letters,                 ADMIN",
        "POST,    /api/rollups/traffic/rebuild,      ADMIN",
        "GET,     /health,                           OPEN",
        "HEAD,    /health,                           OPEN",
        "GET,     /health/readiness?x,               OPEN",
        "POST,    /health,                           ADMIN",
        "GET,     /openapi,                          OPEN",
        "GET,     /prometheus,                       READ",
        "GET,     /api/sensors/a%5C..%5Cdead-letters/all, READ",
        "GET,     /api/sensors/a%3Bx/all,             READ",
        "GET,     /api/sensors/a;x/all,               READ",
        "GET,     /api/sensors/a%3Fx/all,             READ",
        "GET,     /api/sensors/a%23x/all,             READ",
        "GET,     /api/sensors/50%25/all,             READ",
        "GET,     /api/sensors/Temp%20(C)/all,        READ",
        "GET,     /api/sensors/a!b*c+d=e&f$g/all,     READ",
        "GET,     /api/sensors/.hidden/all,           READ",
        "GET,     /api/sensors/a%2F..%2F..%2Fb/all,   READ",
        "GET,     /api/sensors/Pr\u00C3\u00BCfstand/all, READ",
        "GET,     /%61pi/sensors/a/all,               READ",
        "GET,     /%61pi/dead-letters,                ADMIN",
        "POST,    http://localhost/api/traffic,       WRITE",
        "GET,     HTTPS://localhost:8080/health?x,    OPEN",
        "GET,     http://localhost,                   ADMIN",
        "GET,     http://localhost/api/dead-letters,  ADMIN",
        "GET,     /,                                 ADMIN",
        "GET,     '',                                ADMIN",
        "GET,     *,                                 ADMIN"
    })
    void aRequestIsKnownByItsMethodAndPath(String method, String uri, Route route) {
        assertThat(routeOf(method, uri)).isEqualTo(route);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /api/traffic/../dead-letters",
        "GET,  /api/traffic/./x",
        "GET,  /api/traffic/%2e%2e/dead-letters",
        "GET,  /api/traffic//dead-letters",
        "GET,  /api/traffic;x/7",
        "GET,  /api/traffic\\..\\dead-letters",
        "GET,  /api/trafficking",
        "GET,  /api/sensors/%2e%2e/dead-letters",
        "GET,  /api/sensors/.%2e/dead-letters",
        "GET,  /api/sensors/%2e./dead-letters",
        "GET,  /api/sensors/a/%2e/x",
        "GET,  /api/sensors/a%",
        "GET,  /api/sensors/a%2",
        "GET,  /api/sensors/a%zz",
        "GET,  /api/sensors/a%-1",
        "GET,  /api/sensors/a%+1",
        "GET,  /api/sensors%2Fa",
        "GET,  /api/sensorship",
        "GET,  /api/facilities/../dead-letters",
        "GET,  /API/traffic/7",
        "POST, /api/traffi",
        "GET,  /health/../api/dead-letters",
        "GET,  /health/"
    })
    void aPathThatCouldMeanSomethingElseIsForAdministratorsOrRefused(String method, String uri) {
        assertThat(RequestTarget.canonical(uri))
                .satisfiesAnyOf(
                        target -> assertThat(target).isNull(),
                        target -> assertThat(routeOf(method, uri)).isEqualTo(Route.ADMIN));
    }

    private static Route routeOf(String method, String uri) {
        return ROUTES.of(HttpMethod.valueOf(method), Objects.requireNonNull(RequestTarget.canonical(uri), uri));
    }
}
