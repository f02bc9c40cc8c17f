package dev.millrace.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NpmManifestTest {
    @ParameterizedTest
    @EnumSource(Platform.class)
    void oneVersionIsPinnedForEveryPlatformAndNoRegistryIsNamed(Platform platform) throws IOException {
        String manifest = read(platform, "package.json");
        String lock = read(platform, "package-lock.json");

        assertThat(manifest).contains("\"" + platform.npmPackage() + "\": \"" + EngineInstaller.VERSION + "\"");
        assertThat(lock)
                .contains("\"node_modules/" + platform.npmPackage() + "\"")
                .contains("\"version\": \"" + EngineInstaller.VERSION + "\"")
                .doesNotContain("resolved")
                .doesNotContain("http");
    }

    /** A platform leaves this list by the command in the README, run where the registry has its package. */
    @Test
    void thePlatformsWhoseChecksumIsStillMissingAreKnown() {
        assertThat(Arrays.stream(Platform.values())
                        .filter(platform -> !read(platform, "package-lock.json").contains("\"integrity\": \"sha512-")))
                .containsExactly(Platform.LINUX_ARM64, Platform.DARWIN_X64, Platform.DARWIN_ARM64);
    }

    private static String read(Platform platform, String name) {
        String resource = "npm/" + platform.id() + "/" + name;
        try (InputStream in = Objects.requireNonNull(EngineInstaller.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }
}
