package dev.millrace.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ChunkTest {
    private static final long LENGTH = FrameCodec.HEADER_BYTES + 10L;

    private static Frame frame() {
        return new Frame(1, 1, 1, ByteBuffer.allocate(10));
    }

    @Test
    void adjacentFramesAreOneDeferral() {
        Chunk chunk = new Chunk(List.of(frame(), frame(), frame()), 1000);
        assertThat(chunk.deferredTo(CompletableFuture::new))
                .extracting(Deferral::from, Deferral::to)
                .containsExactly(tuple(1000 - 3 * LENGTH, 1000L));
    }

    /** Slices of many days had one deferral up to the end of everything, so requests were stored too early or never. */
    @Test
    void framesThatAreApartAreDeferralsOfTheirOwn() {
        Chunk chunk = new Chunk(List.of(frame(), frame(), frame()), Long.MAX_VALUE, List.of(500L, 100L, 100 + LENGTH));
        assertThat(chunk.deferredTo(CompletableFuture::new))
                .extracting(Deferral::from, Deferral::to)
                .containsExactly(tuple(500L, 500 + LENGTH), tuple(100L, 100 + 2 * LENGTH));
    }

    @Test
    void anEmptyChunkDefersNothing() {
        assertThat(new Chunk(List.of(), 7).deferredTo(CompletableFuture::new)).isEmpty();
    }
}
