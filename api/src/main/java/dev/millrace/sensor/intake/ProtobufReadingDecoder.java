package dev.millrace.sensor.intake;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.millrace.intake.EventDecoder;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import java.io.IOException;

/** Decodes {@code millrace.sensor.v1.Reading} straight from its bytes: see {@code readings.proto}. Unknown fields are skipped. */
final class ProtobufReadingDecoder implements EventDecoder {
    private static final int TS_MILLIS = tag(2, WireFormat.WIRETYPE_VARINT);
    private static final int VALUE = tag(3, WireFormat.WIRETYPE_FIXED64);

    private final ReadingBuilder reading;

    ProtobufReadingDecoder(ReadingBuilder reading) {
        this.reading = reading;
    }

    private static int tag(int field, int wireType) {
        return field << 3 | wireType;
    }

    @Override
    public Verdict decode(byte[] bytes, int from, int to, FrameWriter rows) {
        reading.begin();
        CodedInputStream fields = CodedInputStream.newInstance(bytes, from, to - from);
        try {
            for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
                readField(tag, fields, bytes, from);
            }
        } catch (IOException e) {
            return Verdict.Rejected.event("is no valid protobuf message: " + e.getMessage());
        }
        return reading.finish(rows);
    }

    private void readField(int tag, CodedInputStream fields, byte[] bytes, int from) throws IOException {
        if (tag == TS_MILLIS) {
            reading.tsNumber(fields.readInt64());
        } else if (tag == VALUE) {
            reading.value(fields.readDouble());
        } else if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            int length = fields.readRawVarint32();
            int start = from + fields.getTotalBytesRead();
            fields.skipRawBytes(length);
            readText(WireFormat.getTagFieldNumber(tag), bytes, start, length);
        } else {
            fields.skipField(tag);
        }
    }

    private void readText(int field, byte[] bytes, int start, int length) {
        switch (field) {
            case 1 -> text(ReadingText.SENSOR_ID, bytes, start, length);
            case 4 -> text(ReadingText.FACILITY, bytes, start, length);
            case 5 -> text(ReadingText.EQUIPMENT, bytes, start, length);
            case 6 -> text(ReadingText.UNIT, bytes, start, length);
            case 7 -> text(ReadingText.QUALITY, bytes, start, length);
            case 8 -> attributes(bytes, start, length);
            default -> {
                // of a newer sender
            }
        }
    }

    /** Reads a text. In protobuf, an empty text is an absent one. */
    private void text(ReadingText field, byte[] bytes, int start, int length) {
        if (length == 0) {
            reading.missing(field);
        } else {
            reading.text(field, bytes, start, length);
        }
    }

    private void attributes(byte[] bytes, int start, int length) {
        if (length == 0
                || length > ReadingBuilder.MAX_ATTRIBUTES_BYTES
                || JsonReadingDecoder.isObject(bytes, start, length)) {
            reading.attributes(bytes, start, length);
        } else {
            reading.noAttributes();
        }
    }
}
