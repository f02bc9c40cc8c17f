package dev.millrace.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** An issuer of tokens with a discovery document and keys over HTTP, which can be away and change its keys. */
public final class OidcIssuer implements AutoCloseable {
    private final int port;
    private final List<JWK> keys = new CopyOnWriteArrayList<>();
    private final AtomicInteger fetches = new AtomicInteger();
    private HttpServer server;

    private OidcIssuer(int port) throws IOException {
        this.server = listen(port);
        this.port = server.getAddress().getPort();
    }

    /** One with an RSA key {@code first}. */
    public static OidcIssuer start() throws IOException, JOSEException {
        OidcIssuer issuer = new OidcIssuer(0);
        issuer.keys.add(rsa("first"));
        return issuer;
    }

    /** A new RSA key. */
    public static RSAKey rsa(String id) throws JOSEException {
        return new RSAKeyGenerator(2048).keyID(id).keyUse(KeyUse.SIGNATURE).generate();
    }

    /** A new elliptic key. */
    public static ECKey elliptic(String id) throws JOSEException {
        return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    }

    private HttpServer listen(int wanted) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
        http.createContext("/.well-known/openid-configuration", exchange -> {
            answer(exchange, "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(url(), jwksUrl()));
        });
        http.createContext("/keys", exchange -> {
            fetches.incrementAndGet();
            answer(exchange, new JWKSet(keys).toString(true));
        });
        http.start();
        return http;
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** What its tokens name as their issuer. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Where its keys are. */
    public String jwksUrl() {
        return url() + "/keys";
    }

    /** How often its keys were fetched. */
    public int fetches() {
        return fetches.get();
    }

    /** Its keys; to be changed. */
    public List<JWK> keys() {
        return keys;
    }

    /** A token for {@code millrace}, signed with the first key, valid for ten minutes, after {@code change}. */
    public String token(UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
        return token(keys.getFirst(), change);
    }

    /** One that is signed with that key, whether the issuer has it or not. */
    public String token(JWK key, UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
        JWSAlgorithm algorithm = key instanceof ECKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
        JWSSigner signer = key instanceof ECKey elliptic ? new ECDSASigner(elliptic) : new RSASSASigner(key.toRSAKey());
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(),
                change.apply(claims()).build());
        token.sign(signer);
        return token.serialize();
    }

    /** Claims of a token that is accepted. */
    public JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(url())
                .subject("ann")
                .audience("millrace")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    /** Stops listening. */
    public void stop() {
        server.stop(0);
    }

    /** Listens again at the same address. */
    public void resume() throws IOException {
        server = listen(port);
    }

    @Override
    public void close() {
        stop();
    }
}
