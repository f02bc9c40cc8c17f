package dev.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class QueryTest {
    @Test
    void aTextOfAClientIsNeverReadAsSql() {
        String hostile = "' OR 1 = 1 -- ${b}";
        String sql =
                Query.of("SELECT ${a}, ${b}").with("a", hostile).with("b", 7).sql();
        assertThat(sql).isEqualTo("SELECT unhex('27204f522031203d2031202d2d20247b627d'), 7");
    }

    @Test
    void aPieceGetsItsValuesAfterwards() {
        Query piece = Query.of("x = ${x}").with("x", -1);
        assertThat(Query.of("${piece} AND ${more}")
                        .withSql("piece", piece)
                        .withSql("more", "y = ${y}")
                        .with("y", "ü")
                        .sql())
                .isEqualTo("x = -1 AND y = unhex('c3bc')");
    }

    @Test
    void aPlaceholderWithoutAValueIsAMistake() {
        assertThatThrownBy(() -> Query.of("SELECT ${a} FROM ${b}").with("a", 1).sql())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the query has no value for ${b}");
    }
}
