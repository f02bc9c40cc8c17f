package dev.millrace.sensor.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.event.PlainDecimal;
import dev.millrace.event.PlainJson;
import dev.millrace.intake.EventDecoder;
import dev.millrace.intake.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way says what the long way says, and is taken by those for whom it was made. */
class PlainReadingDecoderTest {
    private static final EventDecoder NOT_PLAIN = (_, _, _, _) -> Verdict.Rejected.event("is not plain");

    /** Members of readings, most of them plain, with what a reader could stumble over between them. */
    private static final List<String> MEMBERS = List.of(
            "\"sensor_id\":\"F1/E2/temp\"",
            "\"sensor_id\" : \"a\"",
            "\"sensor_id\":\"\"",
            "\"sensor_id\":\"é\"",
            "\"sensor_id\":\"a\\\"b\"",
            "\"sensor_id\":7",
            "\"ts\":\"2026-11-19T10:05:03.250Z\"",
            "\"ts\":\"2026-11-19T10:05:03Z\"",
            "\"ts\":\"2026-11-19T10:05:03+01:00\"",
            "\"ts\":\"2027-11-19T10:05:03Z\"",
            "\"ts\":1763719200123",
            "\"ts\":1763719200123.0",
            "\"ts\":17e5",
            "\"ts\":-5",
            "\"ts\":0",
            "\"value\":73.96732207",
            "\"value\":74.93588199999998",
            "\"value\":-0",
            "\"value\":-0.0",
            "\"value\":0.000001",
            "\"value\":1e3",
            "\"value\":01",
            "\"value\":9007199254740993",
            "\"value\":1.",
            "\"value\":null",
            "\"facility\":\"F1\"",
            "\"facility\":null",
            "\"facility\":\"\"",
            "\"equipment\":\"E2\"",
            "\"unit\":\"C\"",
            "\"unit\":\"more than thirty-two characters!!!\"",
            "\"quality\":\"good\"",
            "\"quality\":192",
            "\"attributes\":{\"a\":[1]}",
            "\"attributes\":{}",
            "\"attributes\" : { \"line\" : 7 , \"batch\":\"a-17\",\"ok\":true,\"no\":null}",
            "\"attributes\":{\"a\":1,}",
            "\"attributes\":{\"a\":tru}",
            "\"attributes\":{\"a\":01}",
            "\"attributes\":{\"a\"}",
            "\"attributes\":{\"é\":\"\\n\"}",
            "\"attributes\":{\"a\":1.5e3}",
            "\"attributes\":null",
            "\"uniT\":1",
            "\"tsx\":1",
            "\"other\":{}");

    private static boolean assertSame(byte[] reading) {
        DecodedReading careful = DecodedReading.of(DecodedReading.careful(), reading);
        DecodedReading both = DecodedReading.of(DecodedReading.plain(DecodedReading.careful()), reading);
        assertThat(both).as(() -> new String(reading, StandardCharsets.UTF_8)).isEqualTo(careful);
        DecodedReading alone = DecodedReading.of(DecodedReading.plain(NOT_PLAIN), reading);
        return alone.verdict().equals(Verdict.ACCEPTED);
    }

    @Property(tries = 10_000)
    void itSaysOfEveryReadingWhatTheCarefulDecoderSays(@ForAll Random random) {
        List<String> members = new ArrayList<>(List.of(MEMBERS.get(0), MEMBERS.get(6), MEMBERS.get(15)));
        for (int i = random.nextInt(4); i > 0; i--) {
            members.add(MEMBERS.get(random.nextInt(MEMBERS.size())));
        }
        Collections.shuffle(members, random);
        String reading = "{" + String.join(random.nextBoolean() ? "," : " , ", members) + "}";
        boolean isPlain = assertSame(reading.getBytes(StandardCharsets.UTF_8));
        Statistics.label("way").collect(isPlain ? "short" : "long").coverage(ways -> {
            ways.check("short").percentage(share -> share > 5);
            ways.check("long").percentage(share -> share > 5);
        });
    }

    @Property(tries = 10_000)
    void itSaysOfDamagedReadingsWhatTheCarefulDecoderSays(@ForAll Random random, @ForAll("bytes") byte other) {
        byte[] damaged = plainReading().getBytes(StandardCharsets.US_ASCII);
        for (int i = random.nextInt(3); i >= 0; i--) {
            damaged[random.nextInt(damaged.length)] =
                    random.nextBoolean() ? other : damaged[random.nextInt(damaged.length)];
        }
        boolean _ = assertSame(damaged);
    }

    @Provide
    Arbitrary<Byte> bytes() {
        return Arbitraries.oneOf(Arbitraries.bytes(), Arbitraries.of(boxed("\",:{}0123456789.-eEtTzZ ")));
    }

    private static List<Byte> boxed(String text) {
        List<Byte> bytes = new ArrayList<>();
        for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
            bytes.add(b);
        }
        return bytes;
    }

    private static String plainReading() {
        return "{\"sensor_id\":\"F1/E2/temp\",\"ts\":\"2026-11-19T10:05:03.250Z\",\"value\":-73.96732207,\"facility\":\"F1\",\"equipment\":\"E2\",\"unit\":\"C\",\"quality\":\"good\",\"attributes\":{\"line\":7,\"ok\":true}}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sensor_id\":\"F1/E2/temp\",\"ts\":\"2026-11-19T10:05:03.250Z\",\"value\":-73.96732207,\"facility\":\"F1\",\"equipment\":\"E2\",\"unit\":\"C\",\"quality\":\"good\"}",
                "{ \"value\" : 1 , \"ts\" : 1763719200123 , \"sensor_id\" : \"s\" }"
            })
    void whatEquipmentSendsIsReadTheShortWay(String reading) {
        assertThat(assertSame(reading.getBytes(StandardCharsets.UTF_8))).isTrue();
    }

    /** What stands around it may look as if it went on: it reads eight bytes at a time. */
    @Test
    void itReadsEveryPartOfABodyAsIfNothingStoodAroundIt() {
        String body = plainReading() + ",{\"ts\":12345678 }\"value\":1}";
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        EventDecoder plain = DecodedReading.plain(DecodedReading.careful());
        for (int from = 0; from < 40; from++) {
            for (int to = from; to <= bytes.length; to++) {
                byte[] alone = Arrays.copyOfRange(bytes, from, to);
                assertThat(DecodedReading.of(plain, alone))
                        .isEqualTo(DecodedReading.of(DecodedReading.careful(), alone));
            }
        }
    }

    @Property(tries = 20_000)
    void aDecimalIsTheDoubleThatJavaReads(@ForAll("decimals") String text) {
        byte[] bytes = (text + ",").getBytes(StandardCharsets.US_ASCII);
        PlainDecimal decimal = new PlainDecimal();
        int end = decimal.read(bytes, 0, bytes.length);
        if (end != PlainJson.NOWHERE) {
            assertThat(end).isEqualTo(text.length());
            assertThat(decimal.value()).isEqualTo(Double.parseDouble(text));
        }
        Statistics.label("plain")
                .collect(end != PlainJson.NOWHERE)
                .coverage(found -> found.check(true).percentage(share -> share > 30));
    }

    @Provide
    Arbitrary<String> decimals() {
        Arbitrary<String> doubles =
                Arbitraries.doubles().between(-1e6, 1e6).ofScale(8).map(Object::toString);
        Arbitrary<String> digits =
                Arbitraries.strings().withChars("0123456789").ofMinLength(1).ofMaxLength(12);
        Arbitrary<String> any = Combinators.combine(Arbitraries.of("", "-"), digits, Arbitraries.of("", "."), digits)
                .as((sign, whole, point, decimals) -> sign + whole + point + (point.isEmpty() ? "" : decimals));
        return Arbitraries.oneOf(doubles, any);
    }
}
