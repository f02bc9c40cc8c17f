package dev.millrace.torture.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.torture.journal.Answer;
import dev.millrace.torture.journal.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sends a request once and says what became of it. Thread-safe; blocks. */
final class Client implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The text of a 503 whose events may have been kept. */
    private static final String IN_DOUBT = "could not be made safe";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Duration timeout;

    Client(Duration timeout) {
        this.timeout = timeout;
    }

    Answer send(String method, URI url, @Nullable Body body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(timeout);
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.method(method, BodyPublishers.ofByteArray(body.bytes())).header("Content-Type", body.contentType());
            if (body.encoding() != null) {
                request.header("Content-Encoding", body.encoding());
            }
        }
        try {
            return read(http.send(request.build(), BodyHandlers.ofString()));
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return Answer.none(Outcome.UNSENT, e);
        } catch (HttpTimeoutException e) {
            return Answer.none(Outcome.TIMEOUT, e);
        } catch (IOException e) {
            return Answer.none(Outcome.RESET, e);
        }
    }

    private static Answer read(HttpResponse<String> response) {
        int status = response.statusCode();
        String body = response.body();
        return switch (status) {
            case 200, 201, 202 -> kept(response);
            case 400, 422 -> new Answer(Outcome.REJECTED, status, 0, 0, body);
            case 413, 429 -> new Answer(Outcome.REFUSED, status, 0, 0, body);
            case 503 ->
                response.headers().firstValue("Retry-After").isEmpty()
                        ? new Answer(Outcome.WRONG, status, 0, 0, "503 without Retry-After: " + body)
                        : new Answer(body.contains(IN_DOUBT) ? Outcome.DOUBT : Outcome.REFUSED, status, 0, 0, body);
            default -> new Answer(Outcome.WRONG, status, 0, 0, body);
        };
    }

    private static Answer kept(HttpResponse<String> response) {
        int status = response.statusCode();
        String level = response.headers().firstValue("Millrace-Ack").orElse("none");
        Outcome outcome = switch (level) {
            case "memory" -> Outcome.MEMORY;
            case "disk" -> Outcome.DISK;
            case "replicated" -> Outcome.REPLICATED;
            case "stored" -> Outcome.STORED;
            default -> Outcome.WRONG;
        };
        if ((status == 202) == (outcome == Outcome.STORED)) {
            outcome = Outcome.WRONG;
        }
        try {
            JsonNode body = JSON.readTree(response.body());
            return new Answer(
                    outcome,
                    status,
                    body.path("accepted").asInt(-1),
                    body.path("rejected").size(),
                    level);
        } catch (IOException e) {
            return new Answer(Outcome.WRONG, status, 0, 0, response.body());
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
