package dev.millrace.simulator.input;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** The compression of a file, recognised by its first bytes: the name of a rotated {@code access.log.1} does not tell. */
enum Compression {
    GZIP("1f8b") {
        @Override
        InputStream unpack(InputStream packed) throws IOException {
            return new GZIPInputStream(packed, BUFFER_BYTES);
        }
    },
    BZIP2("425a68") {
        @Override
        InputStream unpack(InputStream packed) throws IOException {
            // Several streams in one file is how programs that pack with several threads write.
            return new BZip2CompressorInputStream(packed, true);
        }
    },
    ZSTD("28b52ffd") {
        @Override
        InputStream unpack(InputStream packed) throws IOException {
            return new ZstdInputStream(packed);
        }
    },
    XZ("fd377a585a00") {
        @Override
        InputStream unpack(InputStream packed) throws IOException {
            throw new IOException("an .xz file is not read: unpack it with xz -dk, and name what comes out");
        }
    },
    ZIP("504b0304") {
        @Override
        InputStream unpack(InputStream packed) throws IOException {
            throw new IOException("a .zip (or .xlsx) file is not read: unpack it, or save the sheet as CSV");
        }
    },
    NONE("") {
        @Override
        InputStream unpack(InputStream packed) {
            return packed;
        }
    };

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int LONGEST_MAGIC = 6;

    private final String magic;

    Compression(String magic) {
        this.magic = magic;
    }

    /** Looks at the first bytes and leaves them there. */
    static Compression of(InputStream bytes) throws IOException {
        bytes.mark(LONGEST_MAGIC);
        String start = HexFormat.of().formatHex(bytes.readNBytes(LONGEST_MAGIC));
        bytes.reset();
        for (Compression compression : values()) {
            if (start.startsWith(compression.magic)) {
                return compression;
            }
        }
        return NONE;
    }

    abstract InputStream unpack(InputStream packed) throws IOException;
}
