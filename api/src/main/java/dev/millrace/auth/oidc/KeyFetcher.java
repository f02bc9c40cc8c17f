package dev.millrace.auth.oidc;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches the keys of issuers over HTTP. Follows no redirect. Thread-safe; blocks. */
final class KeyFetcher implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 1 << 20;

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** Returns the keys of an issuer. */
    JWKSet fetch(Issuer issuer) throws IOException, InterruptedException {
        URI known = issuer.jwksUrl();
        try {
            return JWKSet.parse(get(known == null ? discover(issuer) : known));
        } catch (ParseException e) {
            throw new IOException("its keys cannot be read");
        }
    }

    private URI discover(Issuer issuer) throws IOException, InterruptedException {
        try {
            var document = JSONObjectUtils.parse(get(issuer.discoveryUrl()));
            String named = JSONObjectUtils.getString(document, "issuer");
            if (!issuer.issuer().equals(named)) {
                throw new IOException("its discovery document is of another issuer");
            }
            URI keys = JSONObjectUtils.getURI(document, "jwks_uri");
            if (keys == null || !IssuersFile.isUrl(keys.toString())) {
                throw new IOException("its discovery document names no https URL of keys");
            }
            return keys;
        } catch (ParseException e) {
            throw new IOException("its discovery document cannot be read");
        }
    }

    private String get(URI url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Accept", "application/json, application/jwk-set+json")
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
        try {
            HttpResponse<byte[]> response = answer.get(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("%s answered %s".formatted(url, response.statusCode()));
            }
            return new String(response.body(), StandardCharsets.UTF_8);
        } catch (TimeoutException e) {
            throw new IOException("%s gave no whole answer in %s s".formatted(url, TIMEOUT.toSeconds()));
        } catch (ExecutionException e) {
            throw new IOException("%s does not answer (%s)".formatted(url, e.getCause()));
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
