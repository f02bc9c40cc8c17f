package dev.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowStreamTest {
    private final byte[] bytes = {0, 1, -2, 3, 4, 5, 6, 7};
    private final List<ByteBuffer> parts =
            List.of(ByteBuffer.wrap(bytes, 1, 3), ByteBuffer.allocate(0), ByteBuffer.wrap(bytes, 4, 4));

    @Test
    void partsAreReadOneAfterTheOtherIntoOnePiece() throws IOException {
        try (RowStream stream = new RowStream(parts)) {
            assertThat(stream.readNBytes(5)).containsExactly(1, -2, 3, 4, 5);
            assertThat(stream.read()).isEqualTo(6);
            assertThat(stream.readAllBytes()).containsExactly(7);
            assertThat(stream.read()).isEqualTo(-1);
        }
    }

    @Test
    void theyCanBeReadAgainByAnother() throws IOException {
        for (int i = 0; i < 2; i++) {
            try (RowStream stream = new RowStream(parts)) {
                assertThat(stream.readAllBytes()).hasSize(7);
            }
        }
    }

    @Test
    void nothingIsReadOnceItIsClosed() {
        RowStream stream = new RowStream(parts);
        stream.close();
        assertThatIOException().isThrownBy(stream::read);
    }
}
