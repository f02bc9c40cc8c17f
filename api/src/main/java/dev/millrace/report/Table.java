package dev.millrace.report;

import java.util.List;

/**
 * A report as rows: what CSV shows.
 *
 * @param columns the names in the first line
 * @param rows each as long as {@code columns}
 */
public record Table(List<String> columns, List<List<Object>> rows) {
    /**
     * As RFC 4180 has it: lines end with CRLF, and a value with a comma, a quote or a line end is quoted.
     *
     * @param isForSpreadsheet true if texts that begin like a formula are guarded
     */
    String toCsv(boolean isForSpreadsheet) {
        StringBuilder csv = new StringBuilder();
        appendLine(csv, columns, false);
        rows.forEach(row -> appendLine(csv, row, isForSpreadsheet));
        return csv.toString();
    }

    private static void appendLine(StringBuilder csv, List<?> values, boolean isForSpreadsheet) {
        String separator = "";
        for (Object value : values) {
            String text = value.toString();
            csv.append(separator).append(quoted(isForSpreadsheet && value instanceof String ? guarded(text) : text));
            separator = ",";
        }
        csv.append("\r\n");
    }

    /** A text that a spreadsheet shows and does not calculate: with an apostrophe in front, if it begins like a formula. */
    static String guarded(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    static String quoted(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
