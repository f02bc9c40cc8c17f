package dev.millrace.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-x64, @chdb/lib-linux-x64-gnu",
        "Linux, aarch64, linux-arm64, @chdb/lib-linux-arm64-gnu",
        "Mac OS X, x86_64, darwin-x64, @chdb/lib-darwin-x64",
        "Mac OS X, aarch64, darwin-arm64, @chdb/lib-darwin-arm64",
    })
    void linuxAndMacOsAreSupportedOnBothProcessors(String os, String arch, String id, String npmPackage)
            throws Exception {
        Platform platform = Platform.of(os, arch, false);

        assertThat(platform.id()).isEqualTo(id);
        assertThat(platform.npmPackage()).isEqualTo(npmPackage);
    }

    @ParameterizedTest
    @CsvSource({
        "Windows 11, amd64, false, on Windows 11 amd64:",
        "Linux, riscv64, false, on Linux riscv64:",
        "Linux, amd64, true, on Linux amd64 with musl:",
        "FreeBSD, amd64, false, on FreeBSD amd64:",
    })
    void anythingElseIsRefusedInOneSentenceThatNamesIt(String os, String arch, boolean musl, String named) {
        assertThatThrownBy(() -> Platform.of(os, arch, musl))
                .isInstanceOf(EmbeddedClickHouseException.class)
                .hasMessageStartingWith("ClickHouse cannot run embedded " + named)
                .hasMessageEndingWith("connect to a ClickHouse server elsewhere instead.");
    }

    @Test
    void thisMachineIsSupported() throws Exception {
        assertThat(Platform.current()).isNotNull();
    }
}
