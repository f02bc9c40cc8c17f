package dev.millrace.clickhouse.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The migrations of this build. Two nodes may run one at the same time, and one may die half-way. */
class MigrationFilesTest {
    private static final Pattern HARMLESS_TWICE = Pattern.compile(
            "CREATE (DATABASE|TABLE|VIEW|MATERIALIZED VIEW|DICTIONARY|FUNCTION) IF NOT EXISTS .*"
                    + "|DROP (TABLE|VIEW|DICTIONARY|FUNCTION) IF EXISTS .*"
                    + "|ALTER TABLE .*",
            Pattern.DOTALL);

    /** Commands of an ALTER that fail when they run twice, unless they say what to do then. */
    private static final Pattern UNGUARDED = Pattern.compile(
            "\\b(ADD|DROP|RENAME|CLEAR|MODIFY|COMMENT|MATERIALIZE) (COLUMN|INDEX|PROJECTION|CONSTRAINT|STATISTICS) (?!IF (NOT )?EXISTS )");

    @Test
    void migrationsAreNumberedFromOneWithoutAGap() {
        List<Migration> migrations = MigrationFiles.load();
        assertThat(migrations).isNotEmpty();
        for (int i = 0; i < migrations.size(); i++) {
            assertThat(migrations.get(i).number()).isEqualTo(i + 1);
            assertThat(migrations.get(i).name()).startsWith(String.format(Locale.ROOT, "%04d_", i + 1));
        }
    }

    @Test
    void theFirstMigrationMakesTheTableOfPageViews() {
        assertThat(MigrationFiles.load().getFirst().statements(false))
                .singleElement()
                .asString()
                .startsWith("CREATE TABLE IF NOT EXISTS millrace.traffic\n");
    }

    @ParameterizedTest
    @MethodSource("statements")
    void everyStatementIsHarmlessWhenItRunsTwice(String file, String statement) {
        assertThat(isHarmlessTwice(statement)).as("%s: %s", file, statement).isTrue();
    }

    @ParameterizedTest
    @MethodSource("statements")
    void everyStatementIsAboutTheDatabaseMillraceAndHasNoPlaceholderLeft(String file, String statement) {
        assertThat(statement).as(file).contains("millrace.").doesNotContain("${");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE IF NOT EXISTS millrace.t (a UInt8) ENGINE = MergeTree ORDER BY a",
                "CREATE MATERIALIZED VIEW IF NOT EXISTS millrace.v TO millrace.t AS SELECT 1",
                "DROP TABLE IF EXISTS millrace.t",
                "ALTER TABLE millrace.t ADD COLUMN IF NOT EXISTS b UInt8, DROP COLUMN IF EXISTS c",
                "ALTER TABLE millrace.t ADD INDEX IF NOT EXISTS i a TYPE minmax",
                "ALTER TABLE millrace.t MODIFY SETTING fsync_after_insert = 1"
            })
    void aStatementThatSaysIfIsHarmless(String statement) {
        assertThat(isHarmlessTwice(statement)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE millrace.t (a UInt8) ENGINE = MergeTree ORDER BY a",
                "CREATE OR REPLACE TABLE millrace.t (a UInt8) ENGINE = MergeTree ORDER BY a",
                "DROP TABLE millrace.t",
                "ALTER TABLE millrace.t ADD COLUMN b UInt8",
                "ALTER TABLE millrace.t ADD COLUMN IF NOT EXISTS b UInt8, DROP COLUMN c",
                "INSERT INTO millrace.t VALUES (1)",
                "TRUNCATE TABLE millrace.t",
                "RENAME TABLE millrace.t TO millrace.u"
            })
    void aStatementThatFailsOrDoesMoreTheSecondTimeWouldBeFound(String statement) {
        assertThat(isHarmlessTwice(statement)).isFalse();
    }

    static Stream<Arguments> statements() {
        return MigrationFiles.load().stream()
                .flatMap(migration -> Stream.of(false, true)
                        .flatMap(replicated -> migration.statements(replicated).stream())
                        .map(statement -> Arguments.of(migration.name(), statement)));
    }

    private static boolean isHarmlessTwice(String statement) {
        String onOneLine = statement.replaceAll("\\s+", " ");
        return HARMLESS_TWICE.matcher(onOneLine).matches()
                && (!onOneLine.startsWith("ALTER")
                        || !UNGUARDED.matcher(onOneLine).find());
    }
}
