package dev.millrace.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.clickhouse.shard.TestShards;
import dev.millrace.clickhouse.table.ShardKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogTopicsTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 12", "2, 12", "3, 12", "5, 15", "7, 1022", "12, 12"})
    void everySlotIsInAPartitionOfItsShard(int shardCount, int partitions) {
        Shards shards = TestShards.of(shardCount);
        LogTopics topics = new LogTopics(TestLogConfig.of(partitions), shards, TestLogConfig.TABLES);
        for (int slot = 0; slot < ShardKey.SLOTS; slot++) {
            assertThat(topics.shard(topics.partition(slot))).isEqualTo(shards.ofSlot(slot));
        }
        assertThat(topics.partitionsOfEveryShard().stream().map(topics::shard)).containsExactlyElementsOf(shards.all());
    }

    @Test
    void aPartitionOfTwoShardsIsRefusedAtTheStart() {
        assertThatThrownBy(() -> new LogTopics(TestLogConfig.of(4), TestShards.of(3), TestLogConfig.TABLES))
                .hasMessage("MILLRACE_KAFKA_LOG_PARTITIONS (4) must be a multiple of MILLRACE_CLICKHOUSE_SHARDS (3)");
    }

    @Test
    void eachKindHasATopic() {
        LogTopics topics = new LogTopics(TestLogConfig.of(2), TestShards.of(1), TestLogConfig.TABLES);
        assertThat(topics.names()).containsExactly("test-one", "test-two");
        assertThat(topics.partitions()).hasSize(4);
    }
}
