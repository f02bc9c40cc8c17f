package dev.millrace.clickhouse.table;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Computes the slot that a row belongs to. Slots are spread over the shards; the slot of a number or a text never changes, and
 * ClickHouse can compute it too: {@code intHash32(number) % 1024} and {@code CRC32(text) % 1024}.
 */
public final class ShardKey {
    /** The number of slots, which is also the most shards there can be. */
    public static final int SLOTS = 1024;

    private static final long SALT = 0x75d9_543d_e018_bf45L;

    private ShardKey() {}

    /** Returns the slot of a number of 64 bits. */
    public static int ofNumber(long number) {
        return slot(intHash32(number));
    }

    /** Returns the slot of a text: the bytes from the buffer's position on, which does not move. */
    public static int ofText(ByteBuffer text, int length) {
        CRC32 crc = new CRC32();
        crc.update(text.slice(text.position(), length));
        return slot(crc.getValue());
    }

    /** Computes ClickHouse's function of that name (Functions/FunctionsHashing.h, Common/HashTable/Hash.h): a mix of 64 bits to 32. */
    static long intHash32(long number) {
        long salted = number ^ SALT;
        long key = ~salted + (salted << 18);
        key ^= Long.rotateRight(key, 31);
        key *= 21;
        key ^= Long.rotateRight(key, 11);
        key += key << 6;
        key ^= Long.rotateRight(key, 22);
        return key & 0xffff_ffffL;
    }

    private static int slot(long hash) {
        return (int) (hash % SLOTS);
    }
}
