package dev.millrace.report;

import java.util.List;

/**
 * A report as rows: what CSV shows.
 *
 * @param columns the names in the first line
 * @param rows each as long as {@code columns}
 */
public record Table(List<String> columns, List<List<Object>> rows) {
    /** As RFC 4180 has it: lines end with CRLF, and a value with a comma, a quote or a line end is quoted. */
    String toCsv() {
        StringBuilder csv = new StringBuilder();
        appendLine(csv, columns);
        rows.forEach(row -> appendLine(csv, row));
        return csv.toString();
    }

    private static void appendLine(StringBuilder csv, List<?> values) {
        String separator = "";
        for (Object value : values) {
            csv.append(separator).append(quoted(value.toString()));
            separator = ",";
        }
        csv.append("\r\n");
    }

    static String quoted(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
