package dev.millrace.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameWriterTest {
    private static final int TABLE = 200;

    @Test
    void aWriterWithoutRowsGivesNoFrames() {
        assertThat(new FrameWriter(TABLE, 1000).frames().hasRemaining()).isFalse();
    }

    @Test
    void columnsAreEncodedAsRowBinary() {
        FrameWriter writer = new FrameWriter(TABLE, 0);
        writer.startRow(20_000)
                .uint64(0x0102030405060708L)
                .uint32(0xfffefdfc)
                .uint8(0x1ff)
                .string("héx".getBytes(UTF_8), 3)
                .end();
        Frame frame = onlyFrame(writer);
        assertThat(frame.table()).isEqualTo(TABLE);
        assertThat(frame.day()).isEqualTo(20_000);
        assertThat(frame.rowCount()).isEqualTo(1);
        assertThat(hex(frame)).isEqualTo("0807060504030201" + "fcfdfeff" + "ff" + "0368c3a9");
    }

    @ParameterizedTest
    @CsvSource({"0,00", "1,01", "127,7f", "128,8001", "16383,ff7f", "16384,808001", "2097152,80808001"})
    void theLengthOfAStringTakesAsManyBytesAsItNeeds(int length, String encoded) {
        FrameWriter writer = new FrameWriter(TABLE, 0);
        writer.startRow(0).string(new byte[length], length).end();
        assertThat(hex(onlyFrame(writer))).isEqualTo(encoded + "00".repeat(length));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, 500, Integer.MAX_VALUE})
    void aWrongExpectationOfTheSizeChangesNothing(int expectedBytes) {
        FrameWriter writer = new FrameWriter(TABLE, expectedBytes);
        for (int i = 0; i < 1000; i++) {
            writer.startRow(1).uint64(i).end();
        }
        assertThat(onlyFrame(writer).rowCount()).isEqualTo(1000);
    }

    @Test
    void rowsOfSeveralDaysBecomeFramesOfThoseDays() {
        FrameWriter writer = new FrameWriter(TABLE, 0);
        for (int day : new int[] {3, 1, 3, 3, -1, 1, 65_535}) {
            writer.startRow(day).uint32(day).end();
        }
        List<Frame> frames = read(writer);
        assertThat(frames).extracting(Frame::day).containsExactly(3, 1, -1, 65_535);
        assertThat(frames).extracting(Frame::rowCount).containsExactly(3, 2, 1, 1);
        assertThat(frames).extracting(FrameWriterTest::hex).startsWith("030000000300000003000000", "0100000001000000");
    }

    @Test
    void aLargeRequestBecomesSeveralFramesAndNoneIsTooLarge() {
        FrameWriter writer = new FrameWriter(TABLE, 16 << 20);
        byte[] text = new byte[8192];
        for (int i = 0; i < 2000; i++) {
            writer.startRow(i % 2).string(text, text.length).end();
        }
        List<Frame> frames = read(writer);
        assertThat(frames).hasSizeGreaterThan(4).allSatisfy(frame -> {
            assertThat(frame.rows().remaining()).isLessThanOrEqualTo(FrameCodec.MAX_ROWS_BYTES);
            assertThat(frame.rows().remaining()).isEqualTo(frame.rowCount() * (2 + text.length));
        });
        assertThat(frames.stream().mapToInt(Frame::rowCount).sum()).isEqualTo(2000);
    }

    @Test
    void rowsThatWereExpectedAreNotCopied() {
        int rows = 900;
        byte[] text = new byte[1000];
        long allocated = AllocatedBytes.of(() -> {
            FrameWriter writer = new FrameWriter(TABLE, rows * 1010);
            for (int i = 0; i < rows; i++) {
                writer.startRow(1).string(text, text.length).end();
            }
            assertThat(writer.frames().remaining()).isGreaterThan(rows * text.length);
        });
        assertThat(allocated).isLessThan(rows * 1010L + 10_000);
    }

    @Test
    void theLargestRowBehindAFullFrameStillFits() {
        FrameWriter writer = new FrameWriter(TABLE, 0);
        byte[] million = new byte[1 << 20];
        writer.startRow(1).string(million, million.length - 100).end();
        writer.startRow(1).string(million, million.length).end();
        writer.startRow(1).string(million, million.length).end();
        assertThat(read(writer)).extracting(Frame::rowCount).containsExactly(2, 1);
    }

    @Test
    void twentyThousandDaysInOneRequestTakeLittleMemory() {
        int days = 20_000;
        long allocated = AllocatedBytes.of(() -> {
            FrameWriter writer = new FrameWriter(TABLE, 16 << 20);
            for (int day = 0; day < days; day++) {
                writer.startRow(day).uint64(day).uint64(day).uint64(day).end();
            }
            assertThat(writer.frames().remaining()).isEqualTo(days * (FrameCodec.HEADER_BYTES + 24));
        });
        assertThat(allocated / days).as("bytes for each day").isLessThan(500);
    }

    @Property
    void theRowsOfADayStayInTheirOrder(@ForAll @Size(max = 200) List<@IntRange(max = 5) Integer> days) {
        FrameWriter writer = new FrameWriter(TABLE, 0);
        Map<Integer, List<Integer>> written = new LinkedHashMap<>();
        IntStream.range(0, days.size()).forEach(i -> {
            writer.startRow(days.get(i)).uint32(i).end();
            written.computeIfAbsent(days.get(i), _ -> new ArrayList<>()).add(i);
        });
        Map<Integer, List<Integer>> read = new LinkedHashMap<>();
        for (Frame frame : read(writer)) {
            assertThat(read).doesNotContainKey(frame.day());
            read.put(frame.day(), numbers(frame));
        }
        assertThat(List.copyOf(read.entrySet())).isEqualTo(List.copyOf(written.entrySet()));
    }

    private static List<Integer> numbers(Frame frame) {
        List<Integer> numbers = new ArrayList<>();
        while (frame.rows().hasRemaining()) {
            numbers.add(Integer.reverseBytes(frame.rows().getInt()));
        }
        assertThat(numbers).hasSize(frame.rowCount());
        return numbers;
    }

    private static List<Frame> read(FrameWriter writer) {
        ByteBuffer bytes = writer.frames();
        List<Frame> frames = new ArrayList<>();
        while (bytes.hasRemaining()) {
            Frame frame = FrameCodec.read(bytes);
            assertThat(frame).as("a whole frame").isNotNull();
            frames.add(frame);
        }
        return frames;
    }

    private static Frame onlyFrame(FrameWriter writer) {
        List<Frame> frames = read(writer);
        assertThat(frames).hasSize(1);
        return frames.getFirst();
    }

    private static String hex(Frame frame) {
        byte[] rows = new byte[frame.rows().remaining()];
        frame.rows().duplicate().get(rows);
        return HexFormat.of().formatHex(rows);
    }
}
