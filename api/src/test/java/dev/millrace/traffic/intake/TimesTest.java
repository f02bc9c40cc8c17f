package dev.millrace.traffic.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.time.IsoTime;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The times of page views, right and wrong, are read as the documentation says. */
class TimesTest {
    @Property(tries = 5000)
    void anyTextIsReadAsTheReferenceReadsIt(@ForAll("times") String text) {
        assertThat(IsoTime.parse(text)).isEqualTo(Reference.time(text));
    }

    @Provide
    Arbitrary<String> times() {
        return PageViewArbitraries.times();
    }
}
