package dev.millrace.sensor.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.millrace.sensor.v1.Reading;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ProtobufReadingDecoderTest {
    private static final Reading READING = Reading.newBuilder()
            .setSensorId("F1/E2/temp")
            .setTsMillis(1_763_719_200_123L)
            .setValue(-73.96732207)
            .setFacility("F1")
            .setEquipment("E2")
            .setUnit("°C")
            .setQuality("good")
            .setAttributesJson("{\"line\":7}")
            .build();

    private static DecodedReading decode(Reading reading) {
        return DecodedReading.of(DecodedReading.protobuf(), reading.toByteArray());
    }

    @Test
    void itSaysWhatTheSameReadingSaysAsJson() {
        String json = """
                {"sensor_id": "F1/E2/temp", "ts": 1763719200123, "value": -73.96732207, "facility": "F1", "equipment": "E2",
                 "unit": "°C", "quality": "good", "attributes": {"line":7}}
                """;
        assertThat(decode(READING).row())
                .isEqualTo(DecodedReading.of(DecodedReading.careful(), json).row());
    }

    @Test
    void zeroIsATimeAndAValueAndNothingIsNone() {
        Reading zeros =
                Reading.newBuilder().setSensorId("s").setTsMillis(0).setValue(0).build();
        assertThat(decode(zeros).row())
                .containsEntry("ts", "1970-01-01T00:00:00Z")
                .containsEntry("value", 0.0);
        assertThat(decode(zeros.toBuilder().clearValue().build()).rejection().field())
                .isEqualTo("value");
        assertThat(decode(zeros.toBuilder().clearTsMillis().build()).rejection().field())
                .isEqualTo("ts");
        assertThat(decode(zeros.toBuilder().clearSensorId().build()).rejection().field())
                .isEqualTo("sensor_id");
    }

    @Test
    void whatANewerSenderAddsIsSkipped() {
        UnknownFieldSet.Field more = UnknownFieldSet.Field.newBuilder()
                .addVarint(7)
                .addFixed32(7)
                .addFixed64(7)
                .addLengthDelimited(ByteString.copyFromUtf8("new"))
                .addGroup(UnknownFieldSet.newBuilder()
                        .addField(
                                3,
                                UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build())
                .build();
        Reading newer = READING.toBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(9, more)
                        .addField(1000, more)
                        .build())
                .build();
        assertThat(decode(newer).row()).isEqualTo(decode(READING).row());
    }

    /** A sender of before the fields from 4 on. */
    @Test
    void whatAnOlderSenderDoesNotKnowIsEmpty() {
        Reading older =
                Reading.newBuilder().setSensorId("s").setTsMillis(1).setValue(2).build();
        assertThat(decode(older).row()).containsEntry("facility", "").containsEntry("attributes", "");
    }

    @Test
    void aFieldOfAnotherTypeThanOursIsSkipped() {
        Reading other = Reading.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                4,
                                UnknownFieldSet.Field.newBuilder().addVarint(7).build())
                        .build())
                .setSensorId("s")
                .setTsMillis(1)
                .setValue(2)
                .build();
        assertThat(decode(other).row()).containsEntry("facility", "");
    }

    @Test
    void whatIsWrongIsSaidOfItsField() {
        assertThat(decode(READING.toBuilder().setValue(Double.NaN).build())
                        .rejection()
                        .field())
                .isEqualTo("value");
        assertThat(decode(READING.toBuilder().setSensorId("x".repeat(129)).build())
                        .rejection()
                        .field())
                .isEqualTo("sensor_id");
        assertThat(decode(READING.toBuilder().setAttributesJson("[]").build())
                        .rejection()
                        .reason())
                .isEqualTo("must be a JSON object");
        assertThat(decode(READING.toBuilder().setAttributesJson("{} x").build())
                        .rejection()
                        .reason())
                .isEqualTo("must be a JSON object");
        assertThat(decode(READING.toBuilder().setUnit("a\u0000").build())
                        .rejection()
                        .reason())
                .isEqualTo("must not hold control characters");
    }

    @Test
    void groupsInGroupsDoNotOverflowTheStack() {
        byte[] groups = new byte[60_000];
        Arrays.fill(groups, (byte) (9 << 3 | 3));
        assertThat(DecodedReading.of(DecodedReading.protobuf(), groups)
                        .rejection()
                        .field())
                .isEqualTo("event");
    }

    @Test
    void bytesThatAreNoUtf8AreNoText() {
        byte[] reading = READING.toByteArray();
        reading[2] = (byte) 0xff;
        assertThat(DecodedReading.of(DecodedReading.protobuf(), reading)
                        .rejection()
                        .reason())
                .isEqualTo("must be Unicode text");
    }

    @Property(tries = 5000)
    void whatIsAcceptedOfDamagedBytesIsWhatTheGeneratedClassesRead(@ForAll Random random)
            throws InvalidProtocolBufferException {
        byte[] damaged = READING.toByteArray();
        for (int i = random.nextInt(3); i >= 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        DecodedReading decoded = DecodedReading.of(DecodedReading.protobuf(), damaged);
        if (!decoded.rows().isEmpty() && !hasAFieldTwice(damaged)) {
            Reading read = Reading.parseFrom(damaged);
            assertThat(decoded.row())
                    .containsEntry("sensor_id", read.getSensorId())
                    .containsEntry("value", read.getValue() + 0.0)
                    .containsEntry("facility", read.getFacility())
                    .containsEntry("unit", read.getUnit())
                    .containsEntry("attributes", read.getAttributesJson());
        }
    }

    /** The generated classes refuse a text that is none, also where another one follows and counts. */
    private static boolean hasAFieldTwice(byte[] reading) throws InvalidProtocolBufferException {
        return UnknownFieldSet.parseFrom(reading).asMap().values().stream()
                .anyMatch(field -> field.getLengthDelimitedList().size() > 1);
    }
}
