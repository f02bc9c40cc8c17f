package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.auth.Key;
import dev.millrace.auth.Keys;
import dev.millrace.auth.KeysFile;
import dev.millrace.auth.Permission;
import dev.millrace.auth.TestKinds;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyCommandTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aNewKeyIsKnownByTheEntryThatIsPrintedWithIt() throws IOException {
        assertThat(run("create", "--name", "shop", "--may", "write", "--origins", "https://shop.example"))
                .isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).doesNotContain(lines.get(0));
        Key key = Objects.requireNonNull(keys(lines.get(1)).find(lines.get(0))).key();
        assertThat(key.name()).isEqualTo("shop");
        assertThat(key.may()).containsExactly(Permission.WRITE);
        assertThat(key.origins()).containsExactly("https://shop.example");
    }

    @Test
    void permissionsAndQuotasAreWrittenDown() throws IOException {
        assertThat(run(
                        "create",
                        "--name",
                        "a",
                        "--may",
                        "read,admin",
                        "--bytes-per-second",
                        "100",
                        "--burst-bytes",
                        "7000"))
                .isZero();
        List<String> lines = out.toString().lines().toList();
        Key key = Objects.requireNonNull(keys(lines.get(1)).find(lines.get(0))).key();
        assertThat(key.may()).containsExactlyInAnyOrder(Permission.READ, Permission.ADMIN);
        assertThat(Objects.requireNonNull(key.quota()).burstBytes()).isEqualTo(7000);
    }

    @Test
    void whatTheFileWouldNotTakeIsNotPrinted() {
        assertThat(run("create", "--name", "a b", "--may", "write")).isEqualTo(2);
        assertThat(run("create", "--name", "a", "--may", "wirte")).isEqualTo(2);
        assertThat(run("create", "--name", "a", "--may", "read", "--origins", "https://a.example"))
                .isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains("name must be 1 to 64 letters", "may must be a list of", "it may only write");
    }

    @Test
    void aFileIsChangedInOneStepAndKeepsItsMode() throws IOException {
        Path file = directory.resolve("file.json");
        assertThat(run("create", "--name", "a", "--may", "write", "--kinds", "traffic", "--file", file.toString()))
                .isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String first = out.toString().strip();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(run(
                        "create",
                        "--name",
                        "b",
                        "--may",
                        "read",
                        "--reads",
                        "reports,user:4",
                        "--file",
                        file.toString()))
                .isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(Files.readString(file)).doesNotContain(first);
        assertThat(known(file).find(first)).isNotNull();
        String before = Files.readString(file);
        assertThat(run("create", "--name", "a", "--may", "write", "--file", file.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("The file of keys is as it was: the name a stands there twice.");
        assertThat(Files.readString(file)).isEqualTo(before);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aKeyIsListedRotatedAndRevoked() throws IOException {
        Path file = directory.resolve("file.json");
        run("create", "--name", "a", "--may", "write", "--expires", "2100-01-01T00:00:00Z", "--file", file.toString());
        String first = takeOut();
        run("create", "--name", "b", "--may", "read", "--file", file.toString());
        String other = takeOut();
        assertThat(run("rotate", "--name", "a", "--file", file.toString())).isZero();
        String second = takeOut();
        assertThat(known(file).find(first)).isNotNull();
        assertThat(known(file).find(second)).isNotNull();
        assertThat(run("rotate", "--name", "a", "--overlap", "0", "--file", file.toString()))
                .isZero();
        String third = takeOut();
        assertThat(known(file).find(first)).isNull();
        assertThat(known(file).find(second)).isNull();
        assertThat(known(file).find(third)).isNotNull();
        assertThat(run("list", "--file", file.toString())).isZero();
        assertThat(takeOut().lines())
                .containsExactly(
                        "{\"name\":\"a\",\"may\":[\"write\"],\"expires\":\"2100-01-01T00:00:00Z\"}",
                        "{\"name\":\"b\",\"may\":[\"read\"]}");
        assertThat(run("revoke", "--name", "a", "--file", file.toString())).isZero();
        assertThat(known(file).find(third)).isNull();
        assertThat(known(file).find(other)).isNotNull();
        assertThat(run("revoke", "--name", "a", "--file", file.toString())).isEqualTo(1);
        assertThat(run("rotate", "--name", "a", "--file", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("it has no key of that name");
        assertThat(run("revoke", "--name", "b", "--file", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("it holds no key");
        assertThat(known(file).find(other)).isNotNull();
    }

    private String takeOut() {
        String text = out.toString().strip();
        out.getBuffer().setLength(0);
        return text;
    }

    private static Keys known(Path file) {
        return Keys.of(KeysFile.read(file, TestKinds.ALL));
    }

    private Keys keys(String entry) throws IOException {
        return Keys.of(
                KeysFile.read(Files.writeString(directory.resolve("keys.json"), "[" + entry + "]"), TestKinds.ALL));
    }

    private int run(String... arguments) {
        return KeyCommand.commandLine(TestKinds.ALL)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
