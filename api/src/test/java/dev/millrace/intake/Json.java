package dev.millrace.intake;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** A JSON value that a test made up, and the many texts that say it. */
public sealed interface Json {
    /** Everything that JSON takes for space. */
    String BLANKS = " \t\r\n";

    /** The same for a text that has to stay on one line. */
    String BLANKS_WITHIN_A_LINE = " \t\r";

    /** A string; half a surrogate pair is fine, it is written as an escape. */
    record Text(String value) implements Json {}

    /** A number, {@code true}, {@code false}, {@code null} or what a test wants to stand there, as it is. */
    record Plain(String text) implements Json {}

    /** An array. */
    record Elements(List<Json> values) implements Json {}

    /** An object, whose names need not differ. */
    record Members(List<Member> members) implements Json {}

    /** A field of an object. */
    record Member(String name, Json value) {}

    /** One of the texts that say it: spaces and escapes as chance will have them, no space around the whole. */
    default String write(Random random, String blanks) {
        StringBuilder text = new StringBuilder();
        new Writer(text, random, blanks).value(this);
        return text.toString();
    }

    /** Values with spaces around them, and what stands between them. */
    static String join(List<String> texts, String separator, Random random, String blanks) {
        StringBuilder all = new StringBuilder();
        Writer writer = new Writer(all, random, blanks);
        writer.separated(texts, separator, all::append);
        return all.toString();
    }

    /** Writes values with random spaces and escapes. */
    final class Writer {
        private final StringBuilder out;
        private final Random random;
        private final String blanks;

        Writer(StringBuilder out, Random random, String blanks) {
            this.out = out;
            this.random = random;
            this.blanks = blanks;
        }

        void value(Json value) {
            switch (value) {
                case Text(String text) -> string(text);
                case Plain(String text) -> out.append(text);
                case Elements(List<Json> values) -> {
                    out.append('[');
                    separated(values, ",", this::value);
                    out.append(']');
                }
                case Members(List<Member> members) -> {
                    out.append('{');
                    separated(members, ",", this::member);
                    out.append('}');
                }
            }
        }

        private void member(Member member) {
            string(member.name());
            space();
            out.append(':');
            space();
            value(member.value());
        }

        <T> void separated(List<T> values, String separator, Consumer<T> write) {
            String before = "";
            for (T value : values) {
                out.append(before);
                space();
                write.accept(value);
                space();
                before = separator;
            }
        }

        private void string(String text) {
            out.append('"');
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                boolean isWholePair = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
                if (isWholePair && random.nextBoolean()) {
                    out.append(c).append(text.charAt(++i));
                } else if (c < ' ' || Character.isSurrogate(c) || random.nextInt(16) == 0) {
                    out.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
                } else if (c == '"' || c == '\\' || (c == '/' && random.nextBoolean())) {
                    out.append('\\').append(c);
                } else {
                    out.append(c);
                }
            }
            out.append('"');
        }

        private void space() {
            while (random.nextInt(4) == 0) {
                out.append(blanks.charAt(random.nextInt(blanks.length())));
            }
        }
    }
}
