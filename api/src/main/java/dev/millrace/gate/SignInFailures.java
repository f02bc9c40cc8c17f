package dev.millrace.gate;

import dev.millrace.auth.Key;
import dev.millrace.http.AuditLog;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Notes requests that were answered 401 or 403 in the audit log. Nothing of what the client sent but the beginning of a known path is kept. */
final class SignInFailures {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    /** Without ids: they say who is asked about. */
    private static final Pattern BEGINNING = Pattern.compile("(/prometheus|/api/[a-z-]{1,20})(?![^/?])");

    private SignInFailures() {}

    /** @param client the client of a trusted proxy; null of another connection */
    static void note(Refusal refusal, HttpRequest head, @Nullable InetAddress client, Channel from) {
        int status = refusal.status().getCode();
        if (status != UNAUTHORIZED && status != FORBIDDEN) {
            return;
        }
        Key key = refusal.key();
        AuditLog.refused(new AuditLog.Attempt(
                status,
                refusal.reason(),
                route(head),
                client == null ? address(from) : client.getHostAddress(),
                key == null ? null : key.name()));
    }

    private static String route(HttpRequest head) {
        Matcher path = BEGINNING.matcher(head.uri());
        String method = head.method().name();
        return (method.length() > 7 ? "other" : method) + " " + (path.lookingAt() ? path.group(1) : "other");
    }

    private static String address(Channel from) {
        return from.remoteAddress() instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress().getHostAddress()
                : "unknown";
    }
}
