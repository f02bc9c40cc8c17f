package dev.millrace.intake.http;

import dev.millrace.buffer.Replication;
import dev.millrace.http.Problem;
import dev.millrace.intake.AckLevel;
import dev.millrace.node.NodeConfig;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Knows which acknowledgement levels this node can give, and which one a request gets that names none. Thread-safe. */
@Singleton
public final class AckLevels {
    private final AckLevel byDefault;
    private final Replication replication;

    public AckLevels(NodeConfig node, Replication replication) {
        this.replication = replication;
        this.byDefault = AckLevel.ofWireName(node.defaultAck())
                .filter(this::isPossible)
                .orElseThrow(() -> new IllegalArgumentException(
                        "MILLRACE_DEFAULT_ACK (%s) must be memory, disk or stored, or replicated with MILLRACE_KAFKA_LOG_MODE=on"
                                .formatted(node.defaultAck())));
    }

    /** Returns the level of a request that names none. */
    public AckLevel byDefault() {
        return byDefault;
    }

    /**
     * Returns the level that {@code ?ack=} names.
     *
     * @param ack null if there is no such parameter
     * @return empty if the name is not valid, or this node cannot give the level: {@link #problem} is the answer
     */
    public Optional<AckLevel> of(@Nullable String ack) {
        return ack == null ? Optional.of(byDefault) : AckLevel.ofWireName(ack).filter(this::isPossible);
    }

    /** Makes the answer for a level that {@link #of} does not return. */
    public MutableHttpResponse<?> problem(@Nullable String ack) {
        return AckLevel.REPLICATED.wireName().equals(ack)
                ? Problem.response(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "ack",
                        "ack must not be replicated: this Millrace runs without Kafka as its second log")
                : Problem.response(HttpStatus.BAD_REQUEST, "ack", "ack must be memory, disk, replicated or stored");
    }

    private boolean isPossible(AckLevel level) {
        return level != AckLevel.REPLICATED || replication.isOn();
    }
}
