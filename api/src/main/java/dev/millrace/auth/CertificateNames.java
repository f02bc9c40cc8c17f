package dev.millrace.auth;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Writes the names of a client certificate as texts that keys can have: {@code subject:CN=press-7,O=Plant}, or a subject alternative name such
 * as {@code dns:press-7.plant.example}, {@code uri:spiffe://plant/press-7}, {@code email:a@plant.example} or {@code ip:10.0.0.7}.
 */
public final class CertificateNames {
    static final String EXPECTED =
            "a list such as [\"dns:press-7.plant.example\", \"subject:CN=press-7,O=Plant\"]; beside them there are uri:, email: and ip:";

    private static final String SUBJECT = "subject:";

    /** Kinds of subject alternative names by their numbers (RFC 5280, section 4.2.1.6); others are not used. */
    private static final List<String> KINDS = List.of("", "email:", "dns:", "", "", "", "uri:", "ip:");

    private static final int MAX_LENGTH = 300;

    private CertificateNames() {}

    /** Returns all names of a certificate, of which none may stand twice. */
    public static List<String> of(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        String subject = certificate.getSubjectX500Principal().getName();
        if (!subject.isEmpty()) {
            names.add(SUBJECT + subject);
        }
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    addAlternative(names, alternative);
                }
            }
        } catch (CertificateParsingException e) {
            // It has names that are malformed: its subject stays.
        }
        return names.stream().distinct().toList();
    }

    private static void addAlternative(List<String> names, List<?> alternative) {
        int number = alternative.get(0) instanceof Integer known ? known : 0;
        if (number < KINDS.size() && !KINDS.get(number).isEmpty() && alternative.get(1) instanceof String value) {
            names.add(normal(KINDS.get(number), value));
        }
    }

    /** Returns the form in which names are compared; null if the text is no name. */
    static @Nullable String parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        if (text.startsWith(SUBJECT)) {
            try {
                String name = new X500Principal(text.substring(SUBJECT.length())).getName();
                return name.isEmpty() ? null : SUBJECT + name;
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        return KINDS.stream()
                .filter(kind -> !kind.isEmpty() && text.startsWith(kind) && text.length() > kind.length())
                .map(kind -> normal(kind, text.substring(kind.length())))
                .findFirst()
                .orElse(null);
    }

    private static String normal(String kind, String value) {
        return kind + (kind.equals("dns:") ? value.toLowerCase(Locale.ROOT) : value);
    }
}
