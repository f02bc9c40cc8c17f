package dev.millrace.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class RequestTargetTest {
    /** What clients leave as it is in a part of a path, beside letters and digits: browsers, Go, RFC 3986, and nobody but us. */
    private static final String[] UNENCODED = {"-_.~!'()*", "-_.~$&+=:@", "-_.~!$&'()*+,;=:@", "", "-_.~\"<>\\^`{|}[]"};

    @Property(tries = 2000)
    void anIdThatAClientEncodesInItsWayIsForbiddenOrUnknown(@ForAll("ids") String id) {
        Assume.that(!id.equals(".") && !id.equals(".."));
        String canonical = canonical("/api/sensors/" + encoded(id, "") + "/all");
        assertThat(canonical).matches("/api/sensors/([A-Za-z0-9._~-]|%[0-9A-F]{2})+/all");
        for (String unencoded : UNENCODED) {
            assertThat(RequestTarget.canonical("/api/sensors/" + encoded(id, unencoded) + "/all"))
                    .isEqualTo(canonical);
        }
        assertThat(RequestTarget.canonical(canonical)).isEqualTo(canonical);
        assertThat(RoutesTest.ROUTES.of(HttpMethod.GET, canonical)).isEqualTo(Route.READ);
        String part = canonical.substring("/api/sensors/".length(), canonical.length() - "/all".length());
        assertThat(URLDecoder.decode(part, StandardCharsets.UTF_8)).isEqualTo(id);
    }

    @Property(tries = 2000)
    void aSemicolonCutsAParameter(@ForAll("ids") String id) {
        String encoded = encoded(id, "-_.~!$'()*,;:@/?");
        String target = canonical("/api/sensors/all?sensor_id=" + encoded + "&limit=3");
        QueryStringDecoder query = new QueryStringDecoder(target);
        assertThat(query.parameters().get("sensor_id")).containsExactly(id);
        assertThat(query.parameters()).hasSize(2);
        assertThat(RequestTarget.canonical(target)).isEqualTo(target);
    }

    @Property(tries = 2000)
    void anyTargetIsMalformedOrStaysWhatItBecame(@ForAll("targets") String target) {
        String canonical = RequestTarget.canonical(target);
        if (canonical != null) {
            assertThat(RequestTarget.canonical(canonical)).isEqualTo(canonical);
        }
    }

    @Test
    void bytesThatAreNoUtf8AreReadAsAnotherId() {
        assertThat(RequestTarget.canonical("/api/sensors/a%FF/all")).isNull();
        assertThat(RequestTarget.canonical("/api/sensors/a\u00ff/all")).isNull();
        assertThat(RequestTarget.canonical("/api/sensors/readings?sensor_id=%C0%AF"))
                .isNull();
        assertThat(RequestTarget.canonical("/api/sensors/readings?sensor_id=%f"))
                .isNull();
    }

    private static String canonical(String target) {
        return Objects.requireNonNull(RequestTarget.canonical(target), target);
    }

    @Provide
    Arbitrary<String> ids() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, text(Arbitraries.chars().range(' ', '~'))),
                Tuple.of(1, text(Arbitraries.chars().with('.', '/', '%', ';', '+', '2', 'F'))),
                Tuple.of(1, text(Arbitraries.chars().range('\0', '\ud7ff'))));
    }

    @Provide
    Arbitrary<String> targets() {
        return Arbitraries.strings()
                .withChars("/.%2F;?&=aA+#\\ \u00fc:")
                .ofMaxLength(20)
                .map(text -> "/" + text);
    }

    private static Arbitrary<String> text(Arbitrary<Character> characters) {
        return characters.list().ofMinSize(1).ofMaxSize(30).map(list -> {
            StringBuilder text = new StringBuilder();
            list.forEach(text::append);
            return text.toString();
        });
    }

    /** Characters beyond ASCII are always encoded, and so is what separates. */
    private static String encoded(String id, String unencoded) {
        StringBuilder text = new StringBuilder();
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean isLetterOrDigit = c < 128 && Character.isLetterOrDigit(c) && !unencoded.isEmpty();
            text.append(isLetterOrDigit || unencoded.indexOf(c) >= 0 ? String.valueOf(c) : percent(c));
        }
        return text.toString();
    }

    private static String percent(char c) {
        return "%" + Character.forDigit(c >> 4, 16) + Character.forDigit(c & 15, 16);
    }
}
