package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.auth.Key;
import dev.millrace.auth.Keys;
import dev.millrace.auth.KeysFile;
import dev.millrace.auth.Permission;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
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
        Key key = Objects.requireNonNull(keys(lines.get(1)).find(lines.get(0)));
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
        Key key = Objects.requireNonNull(keys(lines.get(1)).find(lines.get(0)));
        assertThat(key.may()).containsExactlyInAnyOrder(Permission.READ, Permission.ADMIN);
        assertThat(Objects.requireNonNull(key.quota()).bucket().burstBytes()).isEqualTo(7000);
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

    private Keys keys(String entry) throws IOException {
        return KeysFile.read(Files.writeString(directory.resolve("keys.json"), "[" + entry + "]"));
    }

    private int run(String... arguments) {
        return KeyCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
