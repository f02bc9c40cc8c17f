package dev.millrace.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.auth.Key;
import dev.millrace.auth.ReadScopes;
import dev.millrace.gate.LastCredential.Owner;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LastCredentialTest {
    private static final Owner OWNER = new Owner.OfToken(
            new Key("shop", "shop", Set.of(), Set.of(), Set.of(), ReadScopes.EVERYTHING, null), Long.MAX_VALUE, 0);

    private final LastCredential last = new LastCredential();

    @Test
    void anotherHeaderIsNotThatOfTheLastRequest() {
        assertThat(last.of("")).as("before the first request").isNull();
        last.remember("Bearer mr_one", OWNER);
        assertThat(last.of("Bearer mr_one")).isSameAs(OWNER);
        assertThat(last.of("Bearer mr_two")).isNull();
        assertThat(last.of("Bearer mr_on")).isNull();
        assertThat(last.of("Bearer mr_onee")).isNull();
        assertThat(last.of("")).isNull();
    }

    @Test
    void aConnectionDoesNotKeepMoreThanItsBytes() {
        String most = "Bearer " + "x".repeat(2041);
        last.remember(most, OWNER);
        assertThat(last.of(most)).isSameAs(OWNER);
        last.remember(most + "x", OWNER);
        assertThat(last.of(most + "x")).isNull();
    }
}
