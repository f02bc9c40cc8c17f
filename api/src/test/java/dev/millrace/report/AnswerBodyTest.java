package dev.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers in memory and in files are the same bytes, and give back what they take. */
class AnswerBodyTest {
    private static final int MAX = 2_000_000;

    @TempDir
    Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private AnswerSpool spool(long max) {
        return new AnswerSpool(directory, new AnswerConfig(MAX, max), registry);
    }

    private double held() {
        return registry.get("millrace.report.spool.bytes").gauge().value();
    }

    @Test
    void whatIsWrittenInPiecesOfAnySizeIsReadAsItWas() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        AnswerSpool spool = spool(10 * MAX);
        for (int i = 0; i < 200; i++) {
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            AnswerBody body = spool.begin("somebody");
            if (random.nextBoolean()) {
                body.write(new byte[random.nextInt(600_000)]);
                body.restart();
            }
            int length =
                    random.nextInt(4) == 0 ? AnswerBody.MEMORY_BYTES + random.nextInt(3) - 1 : random.nextInt(900_000);
            while (expected.size() < length) {
                byte[] piece = new byte
                        [Math.min(length - expected.size(), 1 + random.nextInt(random.nextBoolean() ? 10 : 400_000))];
                random.nextBytes(piece);
                expected.write(piece);
                if (piece.length == 1) {
                    body.write(piece[0]);
                } else {
                    body.write(piece);
                }
            }
            assertThat(body.size()).as("seed %s", seed).isEqualTo(length);
            String etag = body.end();
            if (length > AnswerBody.MEMORY_BYTES) {
                assertThat(body.isShort()).as("seed %s", seed).isFalse();
            }
            byte[] read;
            if (body.isShort()) {
                read = body.bytes();
                body.close();
            } else {
                try (InputStream stream = body.stream()) {
                    read = stream.readAllBytes();
                }
            }
            assertThat(read).as("seed %s", seed).isEqualTo(expected.toByteArray());
            AnswerBody same = spool.begin("another");
            same.write(expected.toByteArray());
            assertThat(same.end()).as("seed %s", seed).isEqualTo(etag);
            same.close();
            assertThat(held()).as("seed %s", seed).isZero();
        }
    }

    @Test
    void anAnswerMayBeAsLongAsTheLimitAndNotLonger() throws IOException {
        AnswerSpool spool = spool(10 * MAX);
        AnswerBody longest = spool.begin("somebody");
        longest.write(new byte[MAX]);
        assertThat(longest.end()).isNotEmpty();
        longest.close();
        AnswerBody longer = spool.begin("somebody");
        assertThatThrownBy(() -> {
                    longer.write(new byte[MAX + 1]);
                    longer.end();
                })
                .isInstanceOf(ReportRefusedException.class)
                .hasMessageContaining("longer than 2000000 bytes");
        longer.close();
        assertThat(held()).isZero();
    }

    @Test
    void aDiskThatTakesNoAnswerIsNoInternalError() throws IOException {
        Files.writeString(directory.resolve("answers"), "a file where the directory should be");
        AnswerBody body = spool(10 * MAX).begin("somebody");
        assertThatThrownBy(() -> body.write(new byte[MAX]))
                .isInstanceOf(ReportRefusedException.class)
                .hasMessageContaining("takes no long reports");
        body.close();
        assertThat(held()).isZero();
    }

    @Test
    void oneReceiverCannotHaveTheWholeSpool() throws IOException {
        AnswerSpool spool = spool(4 * MAX);
        AnswerBody first = filled(spool, "one");
        AnswerBody second = filled(spool, "one");
        assertThatThrownBy(() -> filled(spool, "one")).isInstanceOf(ReportRefusedException.class);
        AnswerBody other = filled(spool, "other");
        first.close();
        AnswerBody third = filled(spool, "one");
        second.close();
        third.close();
        other.close();
        assertThat(held()).isZero();
    }

    private static AnswerBody filled(AnswerSpool spool, String receiver) throws IOException {
        AnswerBody body = spool.begin(receiver);
        try {
            body.write(new byte[MAX]);
            body.end();
            return body;
        } catch (RuntimeException e) {
            body.close();
            throw e;
        }
    }
}
