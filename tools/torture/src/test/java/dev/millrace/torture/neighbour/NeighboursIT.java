package dev.millrace.torture.neighbour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.torture.neighbour.difficult.DifficultClient;
import dev.millrace.torture.neighbour.difficult.DifficultClients;
import dev.millrace.torture.round.Rounds;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each difficult client for some seconds beside honest ones: they are served, nothing is lost, and nothing is held afterwards. */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NeighboursIT {
    private static final Duration EACH = Duration.ofMillis(2_500);
    private static final PrintWriter OUT = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    private static final Random RANDOM = new Random();

    private static Path home;
    private static Neighbourhood neighbourhood;
    private static NeighbourReport report;

    @BeforeAll
    static void start() throws Exception {
        home = Files.createTempDirectory(Files.createDirectories(Path.of("target/rounds")), "neighbours-");
        neighbourhood = Neighbourhood.start(home.resolve("without-keys"), false, OUT);
        report = new NeighbourReport(neighbourhood.run(List.of(), EACH, RANDOM));
    }

    @AfterAll
    static void end() throws Exception {
        OUT.println(report.markdown());
        boolean isGood = neighbourhood.findings().all().isEmpty();
        neighbourhood.close();
        if (isGood) {
            Rounds.delete(home);
        }
    }

    static List<String> clients() {
        return DifficultClients.ALL.stream().map(DifficultClient::name).toList();
    }

    private static DifficultClient byName(String name) {
        return DifficultClients.ALL.stream()
                .filter(client -> client.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Order(1)
    @ParameterizedTest(name = "{0}")
    @MethodSource("clients")
    void honestOnesAreServedBeside(String client) throws Exception {
        int before = neighbourhood.findings().all().size();
        Stage stage = neighbourhood.run(List.of(byName(client)), EACH, RANDOM);
        report.add(stage);
        List<String> findings = neighbourhood.findings().all();
        assertThat(findings.subList(before, findings.size())).isEmpty();
        assertThat(stage.of(client).requests()).as("requests of the client").isPositive();
        assertThat(stage.honest().requests()).as("honest requests").isPositive();
    }

    @Order(2)
    @Test
    void afterwardsNothingIsHeldAndNothingIsLost() throws Exception {
        int before = neighbourhood.findings().all().size();
        neighbourhood.end();
        List<String> findings = neighbourhood.findings().all();
        assertThat(findings.subList(before, findings.size())).isEmpty();
        assertThat(neighbourhood.events().acknowledgedCount()).isPositive();
    }

    @Order(3)
    @Test
    void aMixtureWithKeysFindsNothing() throws Exception {
        try (Neighbourhood withKeys = Neighbourhood.start(home.resolve("with-keys"), true, OUT)) {
            List<DifficultClient> mixture =
                    List.of(byName("idle-bodies"), byName("unread-reports"), byName("field-names"));
            Stage stage = withKeys.run(mixture, EACH, RANDOM);
            withKeys.end();
            assertThat(withKeys.findings().all()).isEmpty();
            assertThat(stage.of("unread-reports").answers()).containsKey(200);
        }
    }
}
