package dev.millrace.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateNamesTest {
    @Test
    void everyNameOfACertificateIsWrittenAsKeysHaveIt() throws Exception {
        assertThat(CertificateNames.of(new CertificateBuilder()
                        .ecp256()
                        .setIsCertificateAuthority(true)
                        .subject("CN=press-7, OU=Hall 2, O=Plant")
                        .addSanDnsName("Press-7.Plant.example")
                        .addSanUriName(URI.create("spiffe://plant/press-7"))
                        .addSanRfc822Name("press@plant.example")
                        .addSanIpAddress("10.0.0.7")
                        .buildSelfSigned()
                        .getCertificate()))
                .containsExactlyInAnyOrder(
                        "subject:CN=press-7,OU=Hall 2,O=Plant",
                        "dns:press-7.plant.example",
                        "uri:spiffe://plant/press-7",
                        "email:press@plant.example",
                        "ip:10.0.0.7");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    subject:CN=press-7, O=Plant | subject:CN=press-7,O=Plant
                    subject:                    |
                    subject:no name             |
                    dns:A.example               | dns:a.example
                    dns:                        |
                    press-7                     |
                    uri:spiffe://a/B            | uri:spiffe://a/B
                    """)
    void aNameIsComparedInOneForm(String text, @Nullable String expected) {
        assertThat(CertificateNames.parse(text)).isEqualTo(expected);
    }

    @Test
    void aNameHas300CharactersAtMost() {
        assertThat(CertificateNames.parse("dns:" + "a".repeat(296))).isNotNull();
        assertThat(CertificateNames.parse("dns:" + "a".repeat(297))).isNull();
    }
}
