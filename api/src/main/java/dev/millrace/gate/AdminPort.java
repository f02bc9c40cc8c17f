package dev.millrace.gate;

import io.netty.channel.Channel;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Answers administration and metrics at a port of their own, if there is one. Thread-safe. */
@Singleton
final class AdminPort {
    private static final Refusal ELSEWHERE =
            Refusal.misdirected("Administration and metrics are at another port of this node (MILLRACE_ADMIN_PORT).");

    /** 0 if there is none. */
    private final int port;

    AdminPort(AdminConfig config) {
        this.port = config.port();
    }

    /** Returns the refusal, null if the request came to the right port. */
    @Nullable
    Refusal check(Route route, String target, Channel connection) {
        boolean isForAdministrators = route == Route.ADMIN || target.startsWith(RoleGuard.METRICS);
        return port == 0 || !isForAdministrators || isHere(connection) ? null : ELSEWHERE;
    }

    private boolean isHere(Channel connection) {
        return connection.localAddress() instanceof InetSocketAddress address && address.getPort() == port;
    }
}
