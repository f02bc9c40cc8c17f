package dev.millrace.clickhouse.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.clickhouse.ReportConfig;
import dev.millrace.clickhouse.shard.ClickHouseConfig;
import io.micronaut.core.bind.annotation.Bindable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.yaml.snakeyaml.Yaml;

/** What the files of the cluster must not say, and what they must say alike. */
class ClusterFilesTest {
    private static final Path USERS = Path.of("../clickhouse/server/users.xml");
    private static final Path KEEPER = Path.of("../clickhouse/keeper/keeper.xml");
    private static final Path CHPROXY = Path.of("../chproxy/chproxy.yml");
    private static final Pattern VARIABLE = Pattern.compile("from_env=\"(\\w+)\"|\\$\\{(\\w+)}");
    private static final List<String> ROLES = List.of("ingest", "report", "rollup", "admin");

    static Stream<Path> xmlFiles() throws IOException {
        return Stream.concat(Stream.of(USERS, KEEPER), ClusterServer.files().stream());
    }

    @ParameterizedTest
    @MethodSource("xmlFiles")
    void noPasswordStandsInAFile(Path file) throws Exception {
        NodeList elements = parse(file).getElementsByTagName("*");
        for (int i = 0; i < elements.getLength(); i++) {
            Element element = (Element) elements.item(i);
            if (Set.of("password", "secret").contains(element.getTagName())) {
                assertThat(element.getTextContent()).isEmpty();
                assertThat(element.getAttribute("from_env")).isNotEmpty();
            }
        }
    }

    @Test
    void noPasswordStandsInTheFileOfChproxy() throws IOException {
        assertThat(Files.readAllLines(CHPROXY))
                .filteredOn(line -> line.strip().startsWith("password:"))
                .isNotEmpty()
                .allMatch(line -> line.strip().matches("password: '\\$\\{\\w+}'"));
    }

    @Test
    void everyVariableThatAFileTakesFromTheEnvironmentIsDocumentedAndNoOther() throws IOException {
        Set<String> taken = new TreeSet<>();
        for (Path file : Stream.concat(xmlFiles(), Stream.of(CHPROXY)).toList()) {
            Matcher variable = VARIABLE.matcher(Files.readString(file));
            while (variable.find()) {
                taken.add(variable.group(1) == null ? variable.group(2) : variable.group(1));
            }
        }
        Set<String> documented = Pattern.compile("(?m)^`(MILLRACE_\\w+)` \\|")
                .matcher(Files.readString(Path.of("../clickhouse/README.md")))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).isEqualTo(taken);
    }

    @Test
    void chproxyHasAUserForEachShardAndRoleAndCachesNothing() throws IOException {
        Map<String, Object> file = chproxy();
        assertThat(file.keySet()).doesNotContain("caches", "hack_me_please", "param_groups");
        List<String> expected = new ArrayList<>();
        for (Map<String, Object> cluster : list(file, "clusters")) {
            String name = text(cluster, "name");
            assertThat(cluster.get("retry_number")).isEqualTo(0);
            ROLES.forEach(role -> expected.add("%s %s %s".formatted(name.replace("shard", role), name, role)));
        }
        assertThat(list(file, "users"))
                .map(user -> "%s %s %s".formatted(user.get("name"), user.get("to_cluster"), user.get("to_user")))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(list(file, "users")).noneMatch(user -> user.containsKey("cache"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "report", "rollup"})
    void whoIsNearerToTheRowsGivesUpFirst(String role) throws Exception {
        Duration server = Duration.ofSeconds(number("profiles", role, "max_execution_time"));
        Map<String, Object> user = list(chproxy(), "users").stream()
                .filter(each -> text(each, "name").equals(role + "-1"))
                .findFirst()
                .orElseThrow();
        Duration proxy = seconds(text(user, "max_execution_time"));
        Duration client = switch (role) {
            case "ingest" -> defaultOf(ClickHouseConfig.class, "insertTimeout");
            case "report" -> defaultOf(ReportConfig.class, "timeout");
            default -> Duration.ofSeconds(630);
        };
        assertThat(server).isLessThan(proxy);
        assertThat(proxy.plus(seconds(text(user, "max_queue_time")))).isLessThan(client);
        assertThat((Integer) user.get("max_concurrent_queries"))
                .isEqualTo((int) number("profiles", role, "max_concurrent_queries_for_user"));
    }

    @Test
    void anInsertGivesUpWaitingForReplicasAndKeepersBeforeItsTimeIsOver() throws Exception {
        long insert = number("profiles", "ingest", "max_execution_time") * 1000;
        assertThat(number("profiles", "ingest", "insert_quorum_timeout")).isLessThan(insert);
        assertThat(number("profiles", "ingest", "insert_keeper_max_retries")
                        * number("profiles", "ingest", "insert_keeper_retry_max_backoff_ms"))
                .isLessThan(insert);
    }

    private static Document parse(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    private static long number(String... path) throws Exception {
        Element element = parse(USERS).getDocumentElement();
        for (String name : path) {
            element = child(element, name);
        }
        return Long.parseLong(element.getTextContent());
    }

    private static Element child(Element parent, String name) {
        NodeList children = parent.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            if (children.item(i) instanceof Element child && child.getTagName().equals(name)) {
                return child;
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static Map<String, Object> chproxy() throws IOException {
        return new Yaml().load(Files.readString(CHPROXY));
    }

    @SuppressWarnings("unchecked") // a file of ours
    private static List<Map<String, Object>> list(Map<String, Object> parent, String name) {
        return (List<Map<String, Object>>) Objects.requireNonNull(parent.get(name));
    }

    private static String text(Map<String, Object> parent, String name) {
        return Objects.requireNonNull(parent.get(name)).toString();
    }

    private static Duration seconds(String text) {
        return Duration.parse("PT" + text);
    }

    private static Duration defaultOf(Class<?> config, String parameter) {
        return Arrays.stream(config.getDeclaredConstructors()[0].getParameters())
                .filter(each -> each.getName().equals(parameter))
                .map(each -> seconds(Objects.requireNonNull(each.getAnnotation(Bindable.class))
                        .defaultValue()))
                .findFirst()
                .orElseThrow();
    }
}
