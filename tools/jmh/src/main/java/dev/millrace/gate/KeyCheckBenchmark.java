package dev.millrace.gate;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.auth.KeysFileWatch;
import dev.millrace.auth.Secret;
import dev.millrace.auth.oidc.Tokens;
import io.micronaut.context.ApplicationContext;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Nanoseconds for the check of a request's sender. */
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeyCheckBenchmark {
    /** What the sender presents; the scope of {@code scoped} is compared with the path. */
    @Param({"key", "limited_in_time", "scoped", "token"})
    public String presented;

    private HttpServer issuer;
    private ApplicationContext context;
    private KeyCheck check;
    private HttpRequest head;
    private Route route;
    private final LastCredential last = new LastCredential();

    /** Starts what checks, and makes the request. */
    @Setup
    public void prepare() throws IOException, JOSEException, InterruptedException {
        RSAKey key = new RSAKeyGenerator(2048).keyID("k").generate();
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = new JWKSet(key).toString(true).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        issuer.start();
        Path directory = Files.createTempDirectory("keys");
        String url = "http://127.0.0.1:" + issuer.getAddress().getPort();
        Path issuers = Files.writeString(directory.resolve("issuers.json"), """
                [{"name": "i", "issuer": "%s", "jwks_url": "%s/keys", "audiences": ["millrace"],
                  "roles": {"*": {"may": ["write"]}}}]
                """.formatted(url, url));
        Path keys = Files.writeString(
                directory.resolve("keys.json"),
                "[%s,%s,%s]"
                        .formatted(
                                entry("key", "\"may\":[\"write\"]"),
                                entry("limited_in_time", "\"may\":[\"write\"],\"expires\":\"2100-01-01T00:00:00Z\""),
                                entry("scoped", "\"may\":[\"read\"],\"reads\":[\"user:42\"]")));
        context = ApplicationContext.builder(Map.of(
                        "millrace.auth.keys-file", keys.toString(),
                        "millrace.auth.oidc-file", issuers.toString(),
                        "micronaut.health.monitor.enabled", false))
                .banner(false)
                .start();
        context.getBean(KeysFileWatch.class).start();
        context.getBean(Tokens.class).start();
        check = context.getBean(KeyCheck.class);
        route = presented.equals("scoped") ? Route.READ : Route.WRITE;
        head = new DefaultHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.POST,
                presented.equals("scoped") ? "/api/traffic/daily/42" : "/api/traffic/7");
        head.headers()
                .set(
                        HttpHeaderNames.AUTHORIZATION,
                        "Bearer " + (presented.equals("token") ? token(key, url) : presented));
        while (!(first() instanceof KeyCheck.Result.Known)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static String entry(String name, String rest) {
        return "{\"name\":\"%s\",\"sha256\":\"%s\",%s}"
                .formatted(name, HexFormat.of().formatHex(Secret.hash(name)), rest);
    }

    /** Makes a token of about a kilobyte, as issuers give them. */
    private static String token(RSAKey key, String url) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k").build(),
                new JWTClaimsSet.Builder()
                        .issuer(url)
                        .subject("f3b1c5a2-5c0e-4d3e-9c1f-0d2f8f1b7a11")
                        .audience(List.of("millrace", "account"))
                        .claim("realm_access", Map.of("roles", List.of("offline_access", "uma_authorization")))
                        .claim("name", "x".repeat(200))
                        .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
                        .build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    /** Checks the first request of a connection. */
    @Benchmark
    public Object first() {
        return check.check(head, route, null, new LastCredential());
    }

    /** Checks a later request of a connection, with the same key. */
    @Benchmark
    public Object next() {
        return check.check(head, route, null, last);
    }

    /** Stops what was started. */
    @TearDown
    public void stop() {
        context.close();
        issuer.stop(0);
    }
}
