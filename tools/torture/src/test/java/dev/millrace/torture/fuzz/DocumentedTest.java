package dev.millrace.torture.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Answers that OpenAPI does not have are found. */
class DocumentedTest {
    private static final Case DAMAGED = Case.ofBytes("damaged", "x".getBytes(StandardCharsets.US_ASCII));
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";

    private final Documented documented;

    DocumentedTest() throws IOException {
        documented = new Documented(Files.readString(Path.of("../../api/src/main/resources/openapi.yml")));
    }

    private static Case of(String method, String path) {
        return Case.whole("odd", method, path, new byte[0]);
    }

    @Test
    void aServerErrorThatIsNo503IsWrongWhateverWasSent() {
        assertThat(documented.problem(DAMAGED, 500, PROBLEM)).contains("500 was answered");
        assertThat(documented.problem(of("GET", "/health"), 501, PROBLEM)).isPresent();
        assertThat(documented.problem(DAMAGED, 503, PROBLEM)).isEmpty();
    }

    @Test
    void aStatusOfAnotherRouteIsWrong() {
        assertThat(documented.problem(of("GET", "/api/traffic/daily/1"), 201, JSON))
                .contains("201 is not documented");
        assertThat(documented.problem(of("POST", "/api/traffic"), 201, JSON)).isEmpty();
    }

    @Test
    void aContentTypeThatTheRouteDoesNotHaveIsWrong() {
        assertThat(documented.problem(of("GET", "/api/traffic/daily/1"), 200, "text/csv; charset=utf-8"))
                .isEmpty();
        assertThat(documented.problem(of("GET", "/api/traffic/daily/1"), 200, "text/html"))
                .isPresent();
        assertThat(documented.problem(of("GET", "/api/traffic/daily/1"), 200, ""))
                .isPresent();
        assertThat(documented.problem(of("DELETE", "/api/admin/keys/x"), 204, ""))
                .isEmpty();
    }

    @Test
    void aRouteThatIsNotThereMayOnlyBeAnsweredGenerally() {
        assertThat(documented.problem(of("GET", "/nowhere"), 404, PROBLEM)).isEmpty();
        assertThat(documented.problem(of("GET", "/nowhere"), 200, JSON)).isPresent();
    }
}
