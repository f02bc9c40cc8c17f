package dev.millrace.gate;

import dev.millrace.node.NodeConfig;
import dev.millrace.node.NodeRole;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Refuses requests for parts of Millrace that do not run on this node. Thread-safe. */
@Singleton
final class RoleGuard {
    static final String METRICS = "/prometheus";
    private static final String ROLLUPS = "/api/rollups";

    private final NodeConfig node;

    RoleGuard(NodeConfig node) {
        this.node = node;
    }

    /**
     * Returns the refusal, null if the request may come in.
     *
     * @param target in the canonical form of {@link RequestTarget}
     */
    @Nullable
    Refusal check(Route route, String target) {
        NodeRole needed = switch (route) {
            case OPEN -> null;
            case READ -> target.startsWith(METRICS) ? null : NodeRole.REPORT;
            case WRITE, BEACON, EDIT -> NodeRole.ACCEPT;
            case ADMIN -> target.startsWith(ROLLUPS) ? NodeRole.ROLLUP : null;
        };
        return needed == null || node.has(needed) ? null : refusal(needed);
    }

    private Refusal refusal(NodeRole needed) {
        return Refusal.misdirected("This node has not the role %s, but %s (MILLRACE_ROLES): ask another one."
                .formatted(
                        name(needed),
                        node.roles().stream().map(RoleGuard::name).sorted().collect(Collectors.joining(", "))));
    }

    private static String name(NodeRole role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
