package dev.millrace.report;

/** Writes values of CSV as RFC 4180 has it: a value with a comma, a quote or a line end is quoted. */
final class Csv {
    private Csv() {}

    /** Returns a text that a spreadsheet shows and does not calculate: with an apostrophe in front, if it begins like a formula. */
    static String guarded(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    static String quoted(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
