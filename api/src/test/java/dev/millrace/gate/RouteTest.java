package dev.millrace.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {
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
        "GET,     /,                                 ADMIN",
        "GET,     '',                                ADMIN",
        "GET,     *,                                 ADMIN"
    })
    void aRequestIsKnownByItsMethodAndPath(String method, String uri, Route route) {
        assertThat(Route.of(HttpMethod.valueOf(method), uri)).isEqualTo(route);
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
        "GET,  /api/sensors/%2E%2E%2Fdead-letters",
        "GET,  /api/sensors/.%2e/dead-letters",
        "GET,  /api/sensors/%2e./dead-letters",
        "GET,  /api/sensors/a%2F..%2F..%2Fdead-letters",
        "GET,  /api/sensors/a/%2e/x",
        "GET,  /api/sensors/a%2F%2Fb",
        "GET,  /api/sensors/a/%2Fb",
        "GET,  /api/sensors/%252e%252e/dead-letters",
        "GET,  /api/sensors/a%5C..%5Cdead-letters",
        "GET,  /api/sensors/a%3Bx",
        "GET,  /api/sensors/a%3Fx",
        "GET,  /api/sensors/a%23x",
        "GET,  /api/sensors/a%00",
        "GET,  /api/sensors/a%0D%0Ab",
        "GET,  /api/sensors/a%7F",
        "GET,  /api/sensors/a%",
        "GET,  /api/sensors/a%2",
        "GET,  /api/sensors/a%zz",
        "GET,  /api/sensors/a%-1",
        "GET,  /api/sensors/a%+1",
        "GET,  /api/sensors/a%\uFF12\uFF26b",
        "GET,  /api/sensors/Pr\u00FCfstand",
        "GET,  /api/sensors%2Fa",
        "GET,  /api/sensorship",
        "GET,  /api/facilities/../dead-letters",
        "GET,  /api/facilities/%2e%2e%2fdead-letters",
        "GET,  /API/traffic/7",
        "POST, /api/traffi",
        "POST, http://localhost/api/traffic",
        "GET,  /health/../api/dead-letters",
        "GET,  /health/"
    })
    void aPathThatCouldMeanSomethingElseIsForAdministrators(String method, String uri) {
        assertThat(Route.of(HttpMethod.valueOf(method), uri)).isEqualTo(Route.ADMIN);
    }
}
