package dev.millrace.benchmarks.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A table of one result. Numbers keep their type, so that JSON has them as numbers. Not thread-safe. */
public final class Table {
    private final String title;
    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    public Table(String title, String... columns) {
        this.title = title;
        this.columns = List.of(columns);
    }

    /** Adds a row. */
    public void add(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException("%s cells in %s columns".formatted(cells.length, columns.size()));
        }
        rows.add(List.of(cells));
    }

    public String title() {
        return title;
    }

    public List<String> columns() {
        return columns;
    }

    public List<List<Object>> rows() {
        return List.copyOf(rows);
    }

    String markdown() {
        StringBuilder text = new StringBuilder("### ").append(title).append("\n\n");
        text.append("| ").append(String.join(" | ", columns)).append(" |\n");
        text.append("|---".repeat(columns.size())).append("|\n");
        for (List<Object> row : rows) {
            text.append(row.stream().map(Table::cell).collect(Collectors.joining(" | ", "| ", " |\n")));
        }
        return text.toString();
    }

    private static String cell(Object value) {
        return switch (value) {
            case Double d -> String.format(Locale.ROOT, Math.abs(d) < 100 ? "%.2f" : "%,.0f", d);
            case Long n -> String.format(Locale.ROOT, "%,d", n);
            case Integer n -> String.format(Locale.ROOT, "%,d", n);
            default -> value.toString();
        };
    }
}
