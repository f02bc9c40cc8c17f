package dev.millrace.clickhouse.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationTest {
    @Test
    void aStatementEndsWithASemicolonAtTheEndOfALine() {
        assertThat(migration("SELECT 1;\nSELECT\n  2; \t\nSELECT 3").statements(false))
                .containsExactly("SELECT 1", "SELECT\n  2", "SELECT 3");
    }

    @Test
    void aSemicolonWithinALineEndsNothing() {
        assertThat(migration("SELECT ';', 1;\nSELECT '; x';\n").statements(false))
                .containsExactly("SELECT ';', 1", "SELECT '; x'");
    }

    @Test
    void linesOfCommentAreLeftOutWhateverStandsInThem() {
        assertThat(migration("""
                -- What for; and why;
                  -- CREATE TABLE nothing;
                SELECT 1, -- stays
                -- between
                  2;
                -- at the end;""").statements(false)).containsExactly("SELECT 1, -- stays\n  2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", ";", ";\n;\n", "-- only a comment\n", "-- and no end of line"})
    void aFileMayHoldNoStatement(String text) {
        assertThat(migration(text).statements(false)).isEmpty();
    }

    @Test
    void aSingleServerGetsPlainEnginesThatWriteThroughToTheDisk() {
        assertThat(migration("ENGINE = ${replicated}MergeTree SETTINGS ${durability};")
                        .statements(false))
                .containsExactly("ENGINE = MergeTree SETTINGS fsync_after_insert = 1, fsync_part_directory = 1");
    }

    @Test
    void aClusterGetsReplicatedEnginesAndLeavesDurabilityToItsQuorum() {
        assertThat(migration("ENGINE = ${replicated}MergeTree SETTINGS ${durability};")
                        .statements(true))
                .containsExactly("ENGINE = ReplicatedMergeTree SETTINGS fsync_after_insert = 0");
    }

    @Test
    void theChecksumIsThatOfTheFileByteForByte() {
        assertThat(migration("abc").checksum())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(migration("abc\n").checksum()).isNotEqualTo(migration("abc").checksum());
        assertThat(migration("-- a comment\nabc").checksum())
                .isNotEqualTo(migration("abc").checksum());
        assertThat(migration("\u00e9").checksum())
                .isEqualTo("4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c");
    }

    @ParameterizedTest
    @CsvSource({"0001_traffic.sql,1", "0042_what_it_does.sql,42", "9999_Last.sql,9999"})
    void theNumberStandsInTheName(String name, int number) {
        Migration migration = Migration.of(name, "");
        assertThat(migration.number()).isEqualTo(number);
        assertThat(migration.name()).isEqualTo(name);
    }

    /** The name goes into a statement unquoted. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "traffic.sql",
                "1_traffic.sql",
                "00001_traffic.sql",
                "0001.sql",
                "0001_.sql",
                "0001-traffic.sql",
                "0001_traffic.SQL",
                "0001_traffic.sql.bak",
                "0001_it's.sql",
                "0001_a b.sql",
                "x0001_traffic.sql",
                "٠٠٠١_traffic.sql",
                "0001_a\n.sql"
            })
    void aFileWithAnotherNameIsRefused(String name) {
        assertThatThrownBy(() -> Migration.of(name, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not named NNNN_what_it_does.sql");
    }

    private static Migration migration(String text) {
        return Migration.of("0001_test.sql", text);
    }
}
