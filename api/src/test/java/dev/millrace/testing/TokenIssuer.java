package dev.millrace.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/** Gives signed tokens to the one client that it knows, and its keys to everybody. */
public final class TokenIssuer implements AutoCloseable {
    /** For whom its tokens are. */
    public static final String AUDIENCE = "brokers";

    /** The issuer named in its tokens. */
    public static final String ISSUER = "issuer";

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;

    private final HttpServer server;
    private final KeyPair keys;
    private final String credentials;

    private TokenIssuer(HttpServer server, KeyPair keys, String credentials) {
        this.server = server;
        this.keys = keys;
        this.credentials = credentials;
    }

    /** Starts it on a free port. */
    public static TokenIssuer start(String client, String secret) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        String credentials =
                "Basic " + Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TokenIssuer issuer = new TokenIssuer(server, generator.generateKeyPair(), credentials);
        server.createContext("/token", issuer::token);
        server.createContext("/keys", exchange -> answer(exchange, OK, issuer.jwks()));
        server.start();
        return issuer;
    }

    /** Returns the address that gives out tokens. */
    public String tokenUrl() {
        return url("/token");
    }

    /** Returns the address of its public keys. */
    public String keysUrl() {
        return url("/keys");
    }

    private String url(String path) {
        return "http://127.0.0.1:%s%s".formatted(server.getAddress().getPort(), path);
    }

    private void token(HttpExchange exchange) throws IOException {
        if (credentials.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, OK, "{\"access_token\":\"%s\",\"expires_in\":300}".formatted(token()));
        } else {
            answer(exchange, UNAUTHORIZED, "{\"error\":\"invalid_client\"}");
        }
    }

    private String token() {
        long now = Instant.now().getEpochSecond();
        String signed = base64("{\"alg\":\"RS256\",\"kid\":\"1\"}".getBytes(StandardCharsets.UTF_8))
                + "."
                + base64(
                        "{\"sub\":\"millrace\",\"iss\":\"%s\",\"aud\":\"%s\",\"scope\":\"kafka\",\"iat\":%s,\"exp\":%s}"
                                .formatted(ISSUER, AUDIENCE, now, now + 300)
                                .getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private String jwks() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"1\",\"alg\":\"RS256\",\"use\":\"sig\",\"n\":\"%s\",\"e\":\"%s\"}]}"
                .formatted(base64(unsigned(key.getModulus())), base64(unsigned(key.getPublicExponent())));
    }

    /** Leaves out the byte that only holds the sign. */
    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        try (exchange) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
