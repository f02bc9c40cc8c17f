package dev.millrace.intake;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Finds where the events of a body begin and end, without parsing them, so an event that is not JSON does not affect its neighbours. In an
 * array it counts braces outside strings; a quote or brace that is never closed therefore invalidates the rest of the array. A byte order
 * mark before text is skipped.
 */
final class BodySlicer {
    /** Receives each event in turn. */
    interface Events {
        /** Receives an event from {@code from} to {@code to}; its bytes may be anything. */
        void event(int from, int to);

        /** Reports that something is wrong between or after the events. */
        void broken(String reason);
    }

    private static final long NEWLINES = SwarBytes.all('\n');
    private static final long QUOTES = SwarBytes.all('"');
    private static final long BACKSLASHES = SwarBytes.all('\\');

    /** Field 1, of bytes. */
    private static final int REPEATED_EVENT = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private final byte[] body;
    private final int end;
    private final Events events;

    private BodySlicer(byte[] body, int length, Events events) {
        this.body = body;
        this.end = length;
        this.events = events;
    }

    static void slice(BodyFormat format, byte[] body, int length, Events events) {
        BodySlicer slicer = new BodySlicer(body, length, events);
        int start = slicer.startsWithByteOrderMark() ? 3 : 0;
        switch (format) {
            case ONE_EVENT -> events.event(start, length);
            case NDJSON -> slicer.lines(start);
            case JSON -> slicer.arrayOrObject(start);
            case PROTOBUF -> slicer.messages();
        }
    }

    /** Slices messages with length prefixes. After an impossible length the rest is lost: nothing tells where the next event begins. */
    private void messages() {
        CodedInputStream fields = CodedInputStream.newInstance(body, 0, end);
        try {
            for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
                if (tag == REPEATED_EVENT) {
                    int length = fields.readRawVarint32();
                    int from = fields.getTotalBytesRead();
                    fields.skipRawBytes(length);
                    events.event(from, from + length);
                } else {
                    fields.skipField(tag);
                }
            }
        } catch (IOException e) {
            events.broken("the rest is no protobuf: " + e.getMessage());
        }
    }

    private boolean startsWithByteOrderMark() {
        return end >= 3 && body[0] == (byte) 0xef && body[1] == (byte) 0xbb && body[2] == (byte) 0xbf;
    }

    private void lines(int start) {
        int from = start;
        while (from < end) {
            int to = endOfLine(from);
            if (skipSpace(from, to) < to) {
                events.event(from, to);
            }
            from = to + 1;
        }
    }

    private int endOfLine(int from) {
        for (int at = from; at < end; at += Long.BYTES) {
            long newlines = SwarBytes.areEqual(SwarBytes.at(body, at), NEWLINES);
            if (newlines != 0) {
                return Math.min(at + SwarBytes.first(newlines), end);
            }
        }
        return end;
    }

    private void arrayOrObject(int start) {
        int first = skipSpace(start, end);
        if (first == end || body[first] != '[') {
            events.event(start, end);
            return;
        }
        int at = skipSpace(first + 1, end);
        if (at < end && body[at] == ']') {
            expectNothingBehind(at + 1);
            return;
        }
        while (true) {
            int to = endOfElement(at);
            events.event(at, to);
            if (to == end) {
                events.broken("the array is not closed");
                return;
            }
            if (body[to] == ']') {
                expectNothingBehind(to + 1);
                return;
            }
            at = to + 1;
        }
    }

    /** Returns the index of the comma or bracket that ends the element, or the end of the body. */
    private int endOfElement(int from) {
        int braces = 0;
        int brackets = 0;
        for (int i = from; i < end; i++) {
            switch (body[i]) {
                case '"' -> i = endOfString(i);
                case '{' -> braces++;
                case '}' -> braces--;
                case '[' -> brackets += braces <= 0 ? 1 : 0;
                case ']' -> {
                    if (braces <= 0 && brackets-- == 0) {
                        return i;
                    }
                }
                case ',' -> {
                    if (braces <= 0 && brackets == 0) {
                        return i;
                    }
                }
                default -> {
                    // inside a value
                }
            }
        }
        return end;
    }

    private int endOfString(int quote) {
        int at = quoteOrBackslash(quote + 1);
        while (at < end && body[at] == '\\') {
            at = quoteOrBackslash(at + 2);
        }
        return at;
    }

    private int quoteOrBackslash(int from) {
        for (int at = from; at < end; at += Long.BYTES) {
            long word = SwarBytes.at(body, at);
            long found = SwarBytes.areEqual(word, QUOTES) | SwarBytes.areEqual(word, BACKSLASHES);
            if (found != 0) {
                return Math.min(at + SwarBytes.first(found), end);
            }
        }
        return end;
    }

    private void expectNothingBehind(int from) {
        if (skipSpace(from, end) < end) {
            events.broken("there is more text behind the array");
        }
    }

    private int skipSpace(int from, int to) {
        int i = from;
        while (i < to && (body[i] == ' ' || body[i] == '\n' || body[i] == '\r' || body[i] == '\t')) {
            i++;
        }
        return i;
    }
}
