package dev.millrace.intake;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** JSON values of all shapes, with much of what a reader could stumble over. */
public final class JsonArbitraries {
    private JsonArbitraries() {}

    /** Objects, arrays, strings, numbers and words, some levels deep. */
    public static Arbitrary<Json> values() {
        return Arbitraries.lazyOf(
                () -> texts().map(Json.Text::new),
                () -> plain(),
                () -> values().list().ofMaxSize(3).map(Json.Elements::new),
                () -> objects());
    }

    /** Objects of a few fields. */
    public static Arbitrary<Json> objects() {
        return Combinators.combine(names(), Arbitraries.lazy(JsonArbitraries::values))
                .as(Json.Member::new)
                .list()
                .ofMaxSize(4)
                .map(Json.Members::new);
    }

    /** Strings full of what has a meaning outside of strings, or of any characters, halves of surrogate pairs among them. */
    public static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withChars("ab,:[]{}\"\\/ \n\t\r").ofMaxLength(8),
                Arbitraries.strings().all().ofMaxLength(4),
                Arbitraries.strings().withChars("a\ud83d\ude00\u00e9\u20ac").ofMaxLength(6));
    }

    /** The same without halves of surrogate pairs: JSON allows those in names too, our parser does not. */
    public static Arbitrary<String> names() {
        return texts().filter(name -> name.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff));
    }

    /** Bytes that look like JSON, more or less, and bytes that do not. */
    public static Arbitrary<byte[]> bytes() {
        Arbitrary<Byte> any = Arbitraries.bytes();
        Arbitrary<Byte> marks = Arbitraries.of('{', '}', '[', ']', '"', '\\', ',', ':', '\n', ' ', '1', 'a')
                .map(c -> (byte) c.charValue());
        return Arbitraries.frequencyOf(Tuple.of(4, marks), Tuple.of(1, any))
                .array(byte[].class)
                .ofMaxSize(40);
    }

    private static Arbitrary<Json> plain() {
        return Arbitraries.of(
                        "true",
                        "false",
                        "null",
                        "0",
                        "-0",
                        "7",
                        "-1",
                        "1.5",
                        "1e3",
                        "4294967295",
                        "18446744073709551616")
                .map(Json.Plain::new);
    }
}
