package dev.millrace;

import dev.millrace.archive.ArchiveReplays;
import dev.millrace.auth.KeysFileWatch;
import dev.millrace.auth.oidc.Tokens;
import dev.millrace.auth.stored.StoredKeys;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.clickhouse.schema.EmbeddedDatabase;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.clock.ClockSync;
import dev.millrace.deadletter.DeadLetterMaintenance;
import dev.millrace.decode.DecoderPool;
import dev.millrace.drain.Drain;
import dev.millrace.gate.AdminConfig;
import dev.millrace.health.Readiness;
import dev.millrace.intake.Intake;
import dev.millrace.intake.VersionClock;
import dev.millrace.kafka.KafkaInput;
import dev.millrace.node.NodeConfig;
import dev.millrace.node.NodeRole;
import dev.millrace.rollup.RollupScheduler;
import dev.millrace.sensor.mqtt.MqttInput;
import dev.millrace.tls.TlsConfig;
import dev.millrace.tls.TlsContext;
import dev.millrace.traffic.erasure.ErasureWorker;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.netty.NettyEmbeddedServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All parts of the running service, in the order in which they start; they stop in the other order. */
final class Service implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Service.class);
    /** The address of no server, for a node that needs none. */
    private static final String NO_CLICKHOUSE = "http://no-clickhouse.invalid:8123";

    private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private final @Nullable EmbeddedDatabase database;
    private final @Nullable EmbeddedKafka broker;
    private final ApplicationContext context;
    private final NettyEmbeddedServer server;
    private final Intake intake;
    private final DecoderPool decoders;
    private final Drain drain;
    private final List<RollupScheduler> rollups;
    private final List<ErasureWorker> erasureWorkers;
    private final ArchiveReplays replays;
    private final MqttInput mqtt;
    private final KafkaInput kafka;

    /** The clock synchronisation; null only in a test that sets the time itself. */
    private final @Nullable ClockSync clockSync;

    private Service(@Nullable EmbeddedDatabase database, @Nullable EmbeddedKafka broker, ApplicationContext context) {
        this.database = database;
        this.broker = broker;
        this.context = context;
        this.server = context.getBean(NettyEmbeddedServer.class);
        this.intake = context.getBean(Intake.class);
        this.decoders = context.getBean(DecoderPool.class);
        this.drain = context.getBean(Drain.class);
        Shards shards = context.getBean(Shards.class);
        this.rollups = shards.each(RollupScheduler.class).all();
        this.erasureWorkers = shards.each(ErasureWorker.class).all();
        this.replays = context.getBean(ArchiveReplays.class);
        this.mqtt = context.getBean(MqttInput.class);
        this.kafka = context.getBean(KafkaInput.class);
        this.clockSync = context.findBean(ClockSync.class).orElse(null);
    }

    /**
     * Starts everything. Returns when requests are answered. Waits until an embedded ClickHouse is ready, too. An external one may be away:
     * events are then taken and stored when it is back.
     */
    static Service start(Settings settings) {
        Instant begun = Instant.now();
        settings.checkSafe();
        Map<String, Object> properties = new HashMap<>(settings.overrides());
        properties.put("millrace.data-dir", settings.dataDir().toString());
        EmbeddedDatabase database = null;
        if (settings.clickHouseUrl() == null && !settings.needsClickHouse()) {
            properties.put("millrace.clickhouse.url", NO_CLICKHOUSE);
        } else if (settings.clickHouseUrl() == null) {
            database = EmbeddedDatabase.startIn(settings.dataDir().resolve("clickhouse"));
            properties.putAll(database.properties());
        }
        EmbeddedKafka broker = null;
        if (settings.embedsKafka()) {
            broker = EmbeddedKafka.startIn(settings.dataDir().resolve("kafka"));
            properties.putAll(broker.properties());
        }
        ApplicationContext context = ApplicationContext.builder(Millrace.class)
                .properties(properties)
                .banner(false)
                .build();
        try {
            return start(begun, database, broker, context, settings);
        } catch (RuntimeException e) {
            context.close();
            if (broker != null) {
                broker.close();
            }
            if (database != null) {
                database.close();
            }
            throw e;
        }
    }

    private static Service start(
            Instant begun,
            @Nullable EmbeddedDatabase database,
            @Nullable EmbeddedKafka broker,
            ApplicationContext context,
            Settings settings) {
        ShardSettings.add(context);
        AdminListener.add(context, settings);
        context.start();
        SettingsCheck.check(context, System.getenv().keySet());
        MemoryCheck.check(context);
        // A wrong file of keys, certificates or issuers stops the start before anything else is done.
        context.getBean(KeysFileWatch.class).start();
        context.getBean(TlsContext.class).start();
        context.getBean(Tokens.class).start();
        context.getBean(StoredKeys.class).start();
        // Recovers what an earlier process left, or fails if that one still runs.
        EventBuffer buffer = context.getBean(EventBuffer.class);
        Service service = new Service(database, broker, context);
        if (database != null) {
            database.awaitStart();
        }
        service.startClock();
        service.drain.start();
        if (database != null) {
            service.awaitClickHouse();
        }
        NodeConfig node = context.getBean(NodeConfig.class);
        if (node.has(NodeRole.ROLLUP)) {
            service.rollups.forEach(RollupScheduler::start);
            service.erasureWorkers.forEach(ErasureWorker::start);
        }
        context.getBean(DeadLetterMaintenance.class).start();
        service.listen();
        if (node.has(NodeRole.ACCEPT)) {
            service.mqtt.start();
            service.kafka.start();
        }
        log.info(
                "Millrace listens at {} after {} ms, with {} bytes in the buffer. ClickHouse: {}",
                service.url(),
                Duration.between(begun, Instant.now()).toMillis(),
                buffer.state().pendingBytes(),
                context.getProperty("millrace.clickhouse.url", String.class).orElse("?"));
        return service;
    }

    /** Starts the clock before any version is given out: versions must be comparable with those of other nodes. */
    private void startClock() {
        try {
            if (clockSync != null && hasClickHouse()) {
                clockSync.start();
            }
            context.getBean(VersionClock.class).awaitClock();
        } catch (InterruptedException e) {
            throw new StartupException("It was interrupted.", e);
        }
    }

    /** Returns false for a node that only accepts and was given no address: its versions follow the clock of its machine. */
    private boolean hasClickHouse() {
        return !context.getProperty("millrace.clickhouse.url", String.class)
                .orElse(NO_CLICKHOUSE)
                .equals(NO_CLICKHOUSE);
    }

    private void awaitClickHouse() {
        Readiness readiness = context.getBean(Readiness.class);
        long until = System.nanoTime() + READY_TIMEOUT.toNanos();
        Optional<String> problem = readiness.clickHouseProblem();
        while (problem.isPresent()) {
            if (System.nanoTime() > until) {
                throw new StartupException(problem.get());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new StartupException("It was interrupted.", e);
            }
            problem = readiness.clickHouseProblem();
        }
    }

    private void listen() {
        try {
            server.start();
        } catch (RuntimeException e) {
            throw new StartupException("%s Set MILLRACE_PORT to a free port.".formatted(e.getMessage()), e);
        }
    }

    /** Returns the address at which it listens, {@code http://host:port}; with TLS, {@code https://host:port}. */
    URI url() {
        int admin = context.getBean(AdminConfig.class).port();
        // The server names any of its ports.
        int port = server.getBoundPorts().stream()
                .filter(bound -> bound != admin)
                .findFirst()
                .orElseGet(server::getPort);
        String scheme = context.getBean(TlsConfig.class).isOn() ? "https" : "http";
        String host = server.getHost();
        return URI.create("%s://%s:%s".formatted(scheme, host.contains(":") ? "[" + host + "]" : host, port));
    }

    /** One of its parts; for tests. */
    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Stops taking events, answers those under way, drains for a bounded time, and lets go of everything. */
    @Override
    public void close() {
        log.info("Stopping.");
        intake.stopWaiting();
        try {
            mqtt.stop();
            kafka.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            server.shutdownGracefully().toCompletableFuture().get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.warn("Some requests were not answered: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            decoders.stop();
            replays.close();
            for (ErasureWorker worker : erasureWorkers) {
                worker.stop();
            }
            for (RollupScheduler shard : rollups) {
                shard.stop();
            }
            drain.stop();
            if (clockSync != null) {
                clockSync.stop();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // This also closes the server, which has had nothing to do since.
        context.close();
        if (broker != null) {
            broker.close();
        }
        if (database != null) {
            database.close();
        }
        log.info("Stopped.");
    }
}
