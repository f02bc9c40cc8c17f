package dev.millrace.report;

import io.micronaut.core.type.Argument;
import io.micronaut.core.type.MutableHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.body.ByteBodyFactory;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.http.body.ResponseBodyWriter;
import io.micronaut.http.body.stream.InputStreamByteBody;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;

/** Sends a {@link LongAnswer} as fast as its client reads, a few kilobytes at a time. Thread-safe. */
@Singleton
final class LongAnswerWriter implements ResponseBodyWriter<LongAnswer> {
    private final ExecutorService threads;

    LongAnswerWriter(@Named(TaskExecutors.BLOCKING) ExecutorService threads) {
        this.threads = threads;
    }

    @Override
    public CloseableByteBody writePiece(
            ByteBodyFactory bodies,
            HttpRequest<?> request,
            HttpResponse<?> response,
            Argument<LongAnswer> type,
            MediaType mediaType,
            LongAnswer answer) {
        return InputStreamByteBody.create(answer.bytes(), OptionalLong.of(answer.length()), threads, bodies);
    }

    @Override
    public void writeTo(
            Argument<LongAnswer> type,
            MediaType mediaType,
            LongAnswer answer,
            MutableHeaders headers,
            OutputStream target) {
        try (InputStream bytes = answer.bytes()) {
            long _ = bytes.transferTo(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
