package dev.millrace.simulator.sensor.csv;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** The mark before the fraction of a number. Groups of three digits may be separated by the other mark, by blanks or by apostrophes. */
enum DecimalMark {
    POINT('.', ','),
    COMMA(',', '.');

    // Java would also read 1d, 0x1p3 and NaN.
    private static final Pattern PLAIN = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final String MINUS_SIGN = "\u2212";

    private final char mark;
    private final Pattern grouped;

    DecimalMark(char mark, char group) {
        this.mark = mark;
        this.grouped = Pattern.compile(
                "[+-]?\\d{1,3}(?:(?:[" + group + "]\\d{3})+|(?:[ \u00a0\u202f'\u2019]\\d{3})+)(?:[" + mark + "]\\d*)?");
    }

    /** The number; empty if the text is none, or none that is finite. */
    OptionalDouble parse(String text) {
        String signed = text.replace(MINUS_SIGN, "-");
        String digits = grouped.matcher(signed).matches() ? withoutGroups(signed) : signed;
        String plain = mark == ',' ? commaToPoint(digits) : digits;
        if (!PLAIN.matcher(plain).matches()) {
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(plain);
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private String withoutGroups(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.chars()
                .filter(c -> (c >= '0' && c <= '9') || c == mark || c == '-' || c == '+')
                .forEach(c -> kept.append((char) c));
        return kept.toString();
    }

    /** A point is then no part of a number. */
    private static String commaToPoint(String text) {
        return text.contains(".") ? "" : text.replace(',', '.');
    }
}
