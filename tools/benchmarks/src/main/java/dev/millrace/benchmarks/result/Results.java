package dev.millrace.benchmarks.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Collects all tables of a run. Not thread-safe. */
public final class Results {
    private final List<Table> tables = new ArrayList<>();
    private final List<Table> forPrograms = new ArrayList<>();

    /** Adds a table, which may still grow. */
    public Table table(String title, String... columns) {
        Table table = new Table(title, columns);
        tables.add(table);
        return table;
    }

    /** Adds a table of details that only {@link #json} has. */
    public Table tableForPrograms(String title, String... columns) {
        Table table = table(title, columns);
        forPrograms.add(table);
        return table;
    }

    /** Writes the tables for people. */
    public String markdown() {
        return tables.stream()
                .filter(table -> !forPrograms.contains(table))
                .map(Table::markdown)
                .collect(Collectors.joining("\n"));
    }

    /** Writes the tables for programs. */
    public String json() throws JsonProcessingException {
        List<Map<String, Object>> all = tables.stream()
                .map(table -> Map.of("title", table.title(), "columns", table.columns(), "rows", table.rows()))
                .toList();
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all);
    }
}
