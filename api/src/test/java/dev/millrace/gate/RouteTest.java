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
