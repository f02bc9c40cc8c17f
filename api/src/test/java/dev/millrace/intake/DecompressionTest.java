package dev.millrace.intake;

import static dev.millrace.intake.Compressed.gzip;
import static dev.millrace.intake.Compressed.gzipOfZeros;
import static dev.millrace.intake.Compressed.join;
import static dev.millrace.intake.Compressed.zstd;
import static dev.millrace.intake.Compressed.zstdOfZeros;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecompressionTest {
    private static final int LIMIT = 4096;

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "identity", " Identity "})
    void aBodyWithoutEncodingIsHandedOnWithoutACopy(@Nullable String encoding) {
        byte[] body = "text".getBytes(UTF_8);
        assertThat(Decompression.decompress(body, encoding, LIMIT)).isEqualTo(new Decompression.Result.Plain(body, 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "x-gzip", "X-Gzip", " gzip\t"})
    void gzipIsUnpackedUnderAllItsNames(String encoding) throws IOException {
        assertThat(unpack(gzip("text"), encoding)).isEqualTo("text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "ZSTD", "Zstd "})
    void zstdIsUnpackedInAnyCase(String encoding) {
        assertThat(unpack(zstd("text"), encoding)).isEqualTo("text");
    }

    @Test
    void severalMembersOneBehindTheOtherAreOneBody() throws IOException {
        assertThat(unpack(join(gzip("one "), gzip(""), gzip("body")), "gzip")).isEqualTo("one body");
        assertThat(unpack(join(zstd("one "), zstd(""), zstd("body")), "zstd")).isEqualTo("one body");
    }

    @Test
    void manyMembersAreUnpackedToTheLast() throws IOException {
        byte[] member = gzip("x");
        byte[] body = join(Collections.nCopies(LIMIT, member).toArray(byte[][]::new));
        assertThat(unpack(body, "gzip")).isEqualTo("x".repeat(LIMIT));
    }

    @Test
    void manyEmptyMembersDoNotOverflowTheStack() throws IOException {
        byte[] empty = gzip("");
        byte[] body = new byte[empty.length * 400_000];
        for (int i = 0; i < 400_000; i++) {
            System.arraycopy(empty, 0, body, i * empty.length, empty.length);
        }
        assertThat(unpack(body, "gzip")).isEmpty();
        assertThat(unpack(join(body, gzip("text"), body), "gzip")).isEqualTo("text");
    }

    @Test
    void headersWithNamesCommentsAndExtraFieldsAreRead() throws IOException {
        byte[] plain = gzip("text");
        byte[] header = {0x1f, (byte) 0x8b, 8, 0x1c, 0, 0, 0, 0, 0, 3, 2, 0, 'x', 'y', 'n', 0, 'c', 0};
        byte[] body = join(header, Arrays.copyOfRange(plain, 10, plain.length));
        assertThat(unpack(body, "gzip")).isEqualTo("text");
        for (int length = 0; length < header.length; length++) {
            assertDamaged(Arrays.copyOf(body, length), "gzip");
        }
    }

    @Test
    void whatIsPackedMayBeEmpty() throws IOException {
        assertThat(unpack(gzip(""), "gzip")).isEmpty();
        assertThat(unpack(zstd(""), "zstd")).isEmpty();
    }

    @Test
    void aBodyOfExactlyTheLimitIsUnpackedAndOneByteMoreIsNot() throws IOException {
        String most = "x".repeat(LIMIT);
        for (Packed packed : packed(most)) {
            assertThat(unpack(packed.bytes, packed.encoding)).isEqualTo(most);
        }
        for (Packed packed : packed(most + "x")) {
            assertThat(Decompression.decompress(packed.bytes, packed.encoding, LIMIT))
                    .isEqualTo(new Decompression.Result.TooLarge());
        }
    }

    @Test
    void aBodyThatIsCutOffAnywhereIsDamaged() throws IOException {
        for (Packed packed : List.of(new Packed("gzip", gzip("some text")), new Packed("zstd", zstd("some text")))) {
            for (int length = 1; length < packed.bytes.length; length++) {
                assertDamaged(Arrays.copyOf(packed.bytes, length), packed.encoding);
            }
        }
    }

    @Test
    void theReasonIsAlwaysInWords() throws IOException {
        byte[] cutInTheTrailer = Arrays.copyOf(gzip("text"), gzip("text").length - 1);
        assertThat(Decompression.decompress(cutInTheTrailer, "gzip", LIMIT))
                .isEqualTo(new Decompression.Result.Damaged("the body is not whole gzip: it ends too early"));
        assertThat(Decompression.decompress(new byte[0], "gzip", LIMIT))
                .isEqualTo(new Decompression.Result.Damaged("the body is not whole gzip: it ends too early"));
    }

    @Test
    void aBodyThatIsNotWhatItsEncodingSaysIsDamaged() throws IOException {
        assertDamaged("{\"user_id\":1}".getBytes(UTF_8), "gzip");
        assertDamaged("{\"user_id\":1}".getBytes(UTF_8), "zstd");
        assertDamaged(zstd("text"), "gzip");
        assertDamaged(gzip("text"), "zstd");
    }

    @Test
    void aFlippedBitIsFoundByTheChecksum() throws IOException {
        byte[] body = gzip("some text");
        body[body.length - 8] ^= 1;
        assertDamaged(body, "gzip");
    }

    /** The JDK's stream leaves out without a word what it cannot unpack there: events would be lost behind a 202. */
    @ParameterizedTest
    @ValueSource(ints = {1, 9, 10, 17, 18, 19, 600})
    void aBodyWithBytesBehindTheLastMemberIsDamagedNotShortened(int bytes) throws IOException {
        assertDamaged(join(gzip("text"), new byte[bytes]), "gzip");
        assertDamaged(join(zstd("text"), new byte[bytes]), "zstd");
    }

    @Test
    void aBodyWhoseLastMemberIsCutOffIsDamagedNotShortened() throws IOException {
        byte[] second = gzip("of two members");
        for (int length = 1; length < second.length; length++) {
            assertDamaged(join(gzip("the first "), Arrays.copyOf(second, length)), "gzip");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "deflate", "compress", "gzip, gzip", "zstd;q=1", "none"})
    void otherEncodingsAreNamedAsUnsupported(String encoding) {
        assertThat(Decompression.decompress(new byte[] {1}, encoding, LIMIT))
                .isEqualTo(new Decompression.Result.Unsupported(encoding));
    }

    /** A header is not a reason to make a large array. */
    @Test
    void aBodyThatPromisesMuchAndHoldsLittleTakesLittleMemory() throws IOException {
        byte[] gzip = gzip("text");
        Arrays.fill(gzip, gzip.length - 4, gzip.length, (byte) 0x7f);
        byte[] zstd = Arrays.copyOf(zstd("x".repeat(1 << 23)), 24);
        for (Packed liar : List.of(new Packed("gzip", gzip), new Packed("zstd", zstd))) {
            assertDamaged(liar.bytes, liar.encoding);
            long allocated = AllocatedBytes.of(() -> Decompression.decompress(liar.bytes, liar.encoding, 1 << 24));
            assertThat(allocated).as(liar.encoding).isLessThan(1 << 20);
        }
    }

    @Test
    void aBodyThatHoldsMoreThanItsFirstFramePromisesIsUnpackedToItsEnd() throws IOException {
        String first = "first ".repeat(500);
        String second = "second ".repeat(50);
        assertThat(unpack(join(zstd(first), zstd(second)), "zstd")).isEqualTo(first + second);
        assertThat(unpack(join(gzip(first), gzip(second)), "gzip")).isEqualTo(first + second);
        assertDamaged(join(zstd(first), Arrays.copyOf(zstd(second), 20)), "zstd");
    }

    @Test
    void aBombTakesLittleMoreMemoryThanTheLimit() throws IOException {
        int limit = 1 << 20;
        for (Packed bomb : List.of(new Packed("gzip", gzipOfZeros(512)), new Packed("zstd", zstdOfZeros(512, 23)))) {
            long allocated =
                    AllocatedBytes.of(() -> assertThat(Decompression.decompress(bomb.bytes, bomb.encoding, limit))
                            .isEqualTo(new Decompression.Result.TooLarge()));
            assertThat(allocated).isLessThan(4L * limit);
        }
    }

    /** The window is memory outside of the heap, and 700 bytes can ask for 128 MB of it. */
    @Test
    void aBodyThatAsksForALargerWindowThanHttpAllowsIsDamaged() throws IOException {
        byte[] allowed = zstdOfZeros(1, 23);
        assertThat(Decompression.decompress(allowed, "zstd", 1 << 20)).isInstanceOf(Decompression.Result.Plain.class);
        assertDamaged(zstdOfZeros(1, 24), "zstd");
        assertDamaged(zstdOfZeros(1, 27), "zstd");
    }

    @Property(tries = 200)
    void whatWasPackedComesOut(
            @ForAll @IntRange(max = 200_000) int length, @ForAll Random random, @ForAll boolean isGzip)
            throws IOException {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) ('a' + random.nextInt(3));
        }
        String expected = new String(text, UTF_8);
        byte[] body = isGzip ? gzip(expected) : zstd(expected);
        Decompression.Result.Plain plain =
                (Decompression.Result.Plain) Decompression.decompress(body, isGzip ? "gzip" : "zstd", 200_000);
        assertThat(new String(plain.bytes(), 0, plain.length(), UTF_8)).isEqualTo(expected);
    }

    private record Packed(String encoding, byte[] bytes) {}

    private static List<Packed> packed(String text) throws IOException {
        return List.of(
                new Packed("identity", text.getBytes(UTF_8)),
                new Packed("gzip", gzip(text)),
                new Packed("zstd", zstd(text)));
    }

    private static void assertDamaged(byte[] body, String encoding) {
        assertThat(Decompression.decompress(body, encoding, 1 << 20)).isInstanceOf(Decompression.Result.Damaged.class);
    }

    private static String unpack(byte[] body, String encoding) {
        Decompression.Result result = Decompression.decompress(body, encoding, LIMIT);
        assertThat(result).isInstanceOf(Decompression.Result.Plain.class);
        Decompression.Result.Plain plain = (Decompression.Result.Plain) result;
        return new String(plain.bytes(), 0, plain.length(), UTF_8);
    }
}
