package dev.millrace.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PEM files. Messages are parts of sentences, and never quote a file. */
final class PemFiles {
    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]*)-----END");

    private PemFiles() {}

    static byte[] content(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IllegalArgumentException("%s has more than %s bytes".formatted(file, MAX_FILE_BYTES));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s cannot be read (%s)".formatted(file, e.getClass().getSimpleName()));
        }
    }

    /** Returns all certificates of a file, at least one. */
    static List<X509Certificate> certificates(byte[] content, String what) {
        try {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException(what + " has no certificate");
            }
            return certificates;
        } catch (CertificateException e) {
            throw new IllegalArgumentException(what + " is no PEM file of certificates");
        }
    }

    /** Returns the private key that belongs to a certificate. */
    static PrivateKey privateKey(byte[] content, X509Certificate certificate) {
        Matcher pem = KEY.matcher(new String(content, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new IllegalArgumentException("the key file has no private key");
        }
        if (!pem.group(1).equals("PRIVATE KEY")) {
            throw new IllegalArgumentException(
                    "the key file has the form %s: convert it with openssl pkcs8 -topk8 -nocrypt"
                            .formatted(pem.group(1)));
        }
        PublicKey published = certificate.getPublicKey();
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(2));
            PrivateKey key =
                    KeyFactory.getInstance(published.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (belongTogether(key, published)) {
                return key;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // The key is of another algorithm, or damaged.
        }
        throw new IllegalArgumentException("the key file has not the private key of the certificate");
    }

    private static boolean belongTogether(PrivateKey key, PublicKey published) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(
                switch (published.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> published.getAlgorithm();
                });
        byte[] text = {1, 2, 3};
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(published);
        signature.update(text);
        return signature.verify(signed);
    }
}
