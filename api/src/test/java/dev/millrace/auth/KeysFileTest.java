package dev.millrace.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysFileTest {
    private static final String HASH = hash("mr_one");

    @TempDir
    Path directory;

    @Test
    void aKeyIsFoundByItselfAndByNothingElse() throws IOException {
        Keys keys = read("[%s]".formatted(entry("one", HASH, "\"may\":[\"write\",\"read\"]")));
        Key key = Objects.requireNonNull(keys.find("mr_one")).key();
        assertThat(key.name()).isEqualTo("one");
        assertThat(key.may()).isEqualTo(Set.of(Permission.WRITE, Permission.READ));
        assertThat(key.quota()).isNull();
        assertThat(key.mayComeFrom("https://anywhere.example")).isTrue();
        assertThat(keys.find("mr_on")).isNull();
        assertThat(keys.find("mr_one ")).isNull();
        assertThat(keys.find(HASH)).as("the hash is no key").isNull();
        assertThat(keys.find("")).isNull();
    }

    @Test
    void aKeyWithOriginsMayOnlyComeFromThese() throws IOException {
        Keys keys = read("[%s]"
                .formatted(entry("one", HASH, "\"may\":[\"write\"],\"origins\":[\"https://shop.example:8443\"]")));
        Key key = Objects.requireNonNull(keys.find("mr_one")).key();
        assertThat(key.mayComeFrom("https://shop.example:8443")).isTrue();
        assertThat(key.mayComeFrom("https://shop.example")).isFalse();
        assertThat(key.mayComeFrom(null)).isFalse();
        assertThat(keys.origins()).containsExactly("https://shop.example:8443");
    }

    @Test
    void aQuotaHasSensibleRest() throws IOException {
        Keys keys = read(
                "[%s,%s]"
                        .formatted(
                                entry("one", HASH, "\"may\":[\"write\"],\"bytes_per_second\":5000"),
                                entry(
                                        "two",
                                        hash("mr_two"),
                                        "\"may\":[\"write\"],\"bytes_per_second\":1,\"burst_bytes\":7,\"min_request_bytes\":0")));
        Key one = Objects.requireNonNull(keys.find("mr_one")).key();
        Key two = Objects.requireNonNull(keys.find("mr_two")).key();
        assertThat(Objects.requireNonNull(one.quota()).burstBytes()).isEqualTo(50_000);
        assertThat(Objects.requireNonNull(one.quota()).cost(1)).isEqualTo(1024);
        assertThat(Objects.requireNonNull(one.quota()).cost(1025)).isEqualTo(1025);
        assertThat(Objects.requireNonNull(two.quota()).burstBytes()).isEqualTo(7);
        assertThat(Objects.requireNonNull(two.quota()).cost(0)).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                    | it must hold a JSON array of keys
                    []                                    | it holds no key, so nobody could do anything
                    [1]                                   | key 1 is no JSON object
                    [{"name":"a","sha256":"H","may":["write"]}, | it is no JSON at line 1
                    [{"sha256":"H","may":["write"]}]      | key 1: name must be 1 to 64 letters
                    [{"name":"a b","sha256":"H","may":["write"]}] | key 1: name must be
                    [{"name":"a","may":["write"]}]        | key a: sha256 must be 64 hexadecimal digits
                    [{"name":"a","sha256":"12","may":["write"]}] | key a: sha256 must be 64 hexadecimal digits
                    [{"name":"a","sha256":"H"}]           | key a: may must be a list of write, read or admin
                    [{"name":"a","sha256":"H","may":[]}]  | key a: may must be a list of write, read or admin
                    [{"name":"a","sha256":"H","may":"write"}] | key a: may must be a list
                    [{"name":"a","sha256":"H","may":["wirte"]}] | key a: may must be a list of write, read or admin
                    [{"name":"a","sha256":"H","may":["write"],"byte_per_second":1}] | key a: it has a field that is none of
                    [{"name":"a","sha256":"H","may":["write"],"origins":[]}] | key a: origins must not be empty
                    [{"name":"a","sha256":"H","may":["write"],"origins":["shop.example"]}] | key a: origins must be a list such as
                    [{"name":"a","sha256":"H","may":["write"],"origins":["https://shop.example/"]}] | key a: origins must be a list such as
                    [{"name":"a","sha256":"H","may":["write","read"],"origins":["https://shop.example"]}] | key a: a key with origins is known
                    [{"name":"a","sha256":"H","may":["write"],"bytes_per_second":0}] | key a: bytes_per_second must be a whole number from 1
                    [{"name":"a","sha256":"H","may":["write"],"bytes_per_second":1.5}] | key a: bytes_per_second must be a whole number from 1
                    [{"name":"a","sha256":"H","may":["write"],"bytes_per_second":null}] | key a: bytes_per_second must be a whole number from 1
                    [{"name":"a","sha256":"H","may":["write"],"bytes_per_second":1073741825}] | key a: bytes_per_second must be a whole number from 1 to 1073741824
                    [{"name":"a","sha256":"H","may":["write"],"burst_bytes":5}] | key a: burst_bytes and min_request_bytes need bytes_per_second
                    [{"name":"a","sha256":"H","may":["write"],"bytes_per_second":5,"burst_bytes":5,"min_request_bytes":6}] | key a: min_request_bytes must not exceed burst_bytes
                    [{"name":"a","sha256":"H","may":["write"],"burst_requests":5}] | key a: burst_requests needs requests_per_second
                    [{"name":"a","sha256":"H","may":["write"],"events_per_second":0}] | key a: events_per_second must be a whole number from 1
                    [{"name":"a","sha256":"H","may":["write"],"kinds":["trafic"]}] | key a: kinds must be a list of sensors, traffic
                    [{"name":"a","sha256":"H","may":["write"],"kinds":[]}] | key a: kinds must be a list of sensors, traffic
                    [{"name":"a","sha256":"H","may":["read"],"kinds":["traffic"]}] | key a: kinds needs "write" in may
                    [{"name":"a","sha256":"H","may":["write"],"reads":["reports"]}] | key a: reads needs "read" in may
                    [{"name":"a","sha256":"H","may":["read"],"reads":[]}] | key a: reads must not be empty
                    [{"name":"a","sha256":"H","may":["read"],"reads":["user:"]}] | key a: reads must be a list of everything, reports, metrics, or facility, sensor, user with an id
                    [{"name":"a","sha256":"H","may":["read"],"reads":["person:4"]}] | key a: reads must be a list of everything
                    [{"name":"a","sha256":"H","may":["read"],"expires":"tomorrow"}] | key a: expires must be a time such as
                    [{"name":"a","sha256":"H","may":["read"],"expires":"2026-01-01T00:00:00"}] | key a: expires must be a time such as
                    [{"name":"a","sha256":"H","may":["read"],"expires":"2026-01-01T00:00:00Z","not_before":"2026-01-01T00:00:00Z"}] | key a: not_before must be before expires
                    [{"name":"a","sha256":"H","may":["read"],"previous_expires":"2026-01-01T00:00:00Z"}] | key a: previous_expires needs previous_sha256
                    [{"name":"a","sha256":"H","may":["read"],"previous_sha256":"H"}] | the key a has the sha256 of another one
                    [{"name":"a","sha256":"H","may":["write"]},{"name":"a","sha256":"I","may":["write"]}] | the name a stands there twice
                    [{"name":"a","sha256":"H","may":["write"]},{"name":"b","sha256":"H","may":["write"]}] | the key b has the sha256 of another one
                    """)
    void whatIsWrongIsSaidWithTheFileAndTheKey(String text, String message) {
        String file = text.strip().replace("\"H\"", "\"" + HASH + "\"").replace("\"I\"", "\"" + hash("i") + "\"");
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageStartingWith("MILLRACE_AUTH_KEYS_FILE=%s: ", directory.resolve("keys.json"))
                .hasMessageContaining(message)
                .hasMessageNotContaining(HASH);
    }

    @Test
    void aKeyThatStandsInThePlaceOfItsHashOrItsNameIsNotShown() {
        assertThatThrownBy(() -> read("[{\"name\":\"a\",\"sha256\":\"mr_secret\",\"may\":[\"write\"]}]"))
                .hasMessageNotContaining("mr_secret");
        assertThatThrownBy(() ->
                        read("[{\"name\":\"a\",\"mr_secret\":\"x\",\"sha256\":\"" + HASH + "\",\"may\":[\"write\"]}]"))
                .hasMessageNotContaining("mr_secret");
        assertThatThrownBy(() -> read("[mr_secret]")).hasMessageNotContaining("mr_secret");
    }

    @Test
    void aMissingFileIsSaid() {
        assertThatThrownBy(() -> KeysFile.read(directory.resolve("none.json"), TestKinds.ALL))
                .hasMessageContaining("none.json: it cannot be read (NoSuchFileException)");
    }

    @Test
    void thereMayBeAThousandKeysAndNotOneMore() throws IOException {
        assertThat(read(array(KeysFile.MAX_KEYS)).find("mr_999")).isNotNull();
        assertThatThrownBy(() -> read(array(KeysFile.MAX_KEYS + 1))).hasMessageContaining("it holds 1001 keys");
    }

    @Test
    void whereNobodyIsAskedNoKeyIsKnown() {
        assertThat(LiveKeys.notAsked().areAsked()).isFalse();
        assertThat(LiveKeys.notAsked().current().find("mr_one")).isNull();
    }

    @Test
    void keysThatAreMadeDiffer() {
        assertThat(Secret.random()).matches("mr_[A-Za-z0-9_-]{43}").isNotEqualTo(Secret.random());
    }

    private static String array(int keys) {
        return IntStream.range(0, keys)
                .mapToObj(i -> entry("key" + i, hash("mr_" + i), "\"may\":[\"read\"]"))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String entry(String name, String hash, String rest) {
        return "{\"name\":\"%s\",\"sha256\":\"%s\",%s}".formatted(name, hash, rest);
    }

    private static String hash(String key) {
        return HexFormat.of().formatHex(Secret.hash(key));
    }

    private Keys read(String text) throws IOException {
        return Keys.of(KeysFile.read(Files.writeString(directory.resolve("keys.json"), text), TestKinds.ALL));
    }
}
