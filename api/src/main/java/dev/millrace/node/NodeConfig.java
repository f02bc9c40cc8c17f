package dev.millrace.node;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Set;

/**
 * Settings of a node as a whole.
 *
 * @param roles the parts that run on it
 * @param defaultAck acknowledgement level of a request that names none
 */
@ConfigurationProperties("millrace")
public record NodeConfig(
        @Bindable(defaultValue = "accept,drain,report,rollup")
        Set<NodeRole> roles,

        @Bindable(defaultValue = "disk") String defaultAck) {
    /** Checks that there is a role. */
    public NodeConfig {
        roles = Set.copyOf(roles);
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("MILLRACE_ROLES must name some of accept, drain, report and rollup");
        }
    }

    /** Returns true if that part runs here. */
    public boolean has(NodeRole role) {
        return roles.contains(role);
    }

    /** Returns true if a part runs here that cannot do without ClickHouse. */
    public boolean needsClickHouse() {
        return has(NodeRole.DRAIN) || has(NodeRole.REPORT) || has(NodeRole.ROLLUP);
    }
}
