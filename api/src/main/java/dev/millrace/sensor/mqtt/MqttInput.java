package dev.millrace.sensor.mqtt;

import dev.millrace.buffer.EventBuffer;
import dev.millrace.deadletter.DeadLetters;
import dev.millrace.drain.Backoff;
import dev.millrace.health.HealthRemark;
import dev.millrace.intake.IntakeConfig;
import dev.millrace.sensor.intake.SensorIntake;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives readings from a broker, in a thread of its own: connects, passes messages on one after the other while the buffer takes events,
 * and connects again when the connection ends. Does nothing without {@code MILLRACE_MQTT_URL}.
 */
@Singleton
public final class MqttInput implements HealthRemark {
    private static final Logger log = LoggerFactory.getLogger(MqttInput.class);
    private static final Duration POLL = Duration.ofMillis(100);

    /** Between two attempts to take a message. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration STOP_TIMEOUT = ANSWER_TIMEOUT.plusSeconds(10);

    /** A connection that lived this long resets the backoff. */
    private static final Duration STEADY = Duration.ofSeconds(10);

    private final MqttConfig config;
    private final SensorIntake sensors;
    private final DeadLetters deadLetters;
    private final EventBuffer buffer;
    private final MeterRegistry registry;
    private final String clientId;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable String outage;
    private volatile @Nullable DeadLetterWriter letters;
    private @Nullable Thread thread;

    MqttInput(
            MqttConfig config,
            IntakeConfig intake,
            SensorIntake sensors,
            DeadLetters deadLetters,
            EventBuffer buffer,
            MeterRegistry registry) {
        this.config = config;
        this.sensors = sensors;
        this.deadLetters = deadLetters;
        this.buffer = buffer;
        this.registry = registry;
        this.clientId = config.clientId().isEmpty() ? "millrace-" + intake.node() : config.clientId();
    }

    /** Starts the thread, if a broker is configured. Once. */
    public void start() {
        if (config.isOn()) {
            thread = Thread.ofVirtual().name("mqtt").start(this::run);
        }
    }

    /**
     * Stops taking messages, waits a while until those under way are answered, and disconnects from the broker, which keeps the session.
     */
    public void stop() throws InterruptedException {
        stop.countDown();
        if (thread != null) {
            thread.join(STOP_TIMEOUT);
        }
    }

    private void run() {
        TopicPatterns topics = new TopicPatterns(config.topics());
        topics.merging()
                .forEach(pattern -> log.warn(
                        "By the pattern {} sensors whose topics end alike are one sensor, unless their readings name them. If they are"
                                + " not, let more levels be a part of the id, as in {facility+sensor_id}/{equipment+sensor_id}/{sensor_id}.",
                        pattern));
        MqttMetrics metrics = new MqttMetrics(registry);
        DeadLetterWriter writer = new DeadLetterWriter(deadLetters, metrics);
        letters = writer;
        MessageDelivery messages = new MessageDelivery(new MessageIntake(sensors, topics), writer, metrics);
        Backoff backoff = new Backoff(config.maxBackoff(), ThreadLocalRandom.current());
        try {
            while (!isStopped()) {
                awaitRoom();
                long begun = System.nanoTime();
                connectOnce(topics, messages, metrics);
                if (System.nanoTime() - begun > STEADY.toNanos()) {
                    backoff.reset();
                }
                pause(backoff.nextPause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void connectOnce(TopicPatterns topics, MessageDelivery messages, MqttMetrics metrics)
            throws InterruptedException {
        try (BrokerConnection connection = BrokerConnection.open(config, clientId, topics.filters(), metrics)) {
            metrics.connected();
            outage = null;
            log.info("{} sends readings to {}, group {}.", broker(), clientId, config.group());
            receive(connection, messages);
            if (isStopped()) {
                messages.await(ANSWER_TIMEOUT);
            } else {
                away(connection.end());
            }
        } catch (BrokerException | RuntimeException e) {
            away(e.getMessage() == null ? e.toString() : e.getMessage());
        } finally {
            messages.forgetAgain();
            metrics.disconnected();
        }
    }

    private void receive(BrokerConnection connection, MessageDelivery messages) throws InterruptedException {
        Backoff backoff = new Backoff(LONGEST_PAUSE, ThreadLocalRandom.current());
        while (connection.isOpen() && !isStopped()) {
            // Checked before a message is taken: waiting messages are bounded in bytes, and beyond that the connection
            // is not read.
            if (buffer.refusal().isPresent()) {
                pause(POLL);
                continue;
            }
            BrokerMessage message;
            if (messages.hasSomeAgain()) {
                pause(backoff.nextPause());
                message = messages.nextAgain();
            } else {
                message = connection.take(POLL);
                backoff.reset();
            }
            if (message != null && !isStopped()) {
                messages.begin(message);
            }
        }
    }

    /** Waits while the buffer takes nothing: the broker keeps messages better than this process does. */
    private void awaitRoom() throws InterruptedException {
        while (!isStopped() && buffer.refusal().isPresent()) {
            pause(POLL);
        }
    }

    /** Logs one line for each reason, however long it lasts. */
    private void away(String why) {
        if (!isStopped() && !why.equals(outage)) {
            log.warn("{} sends nothing: {}. Trying again until it does.", broker(), why);
        }
        outage = why;
    }

    private String broker() {
        return "The MQTT broker at " + config.url();
    }

    private void pause(Duration time) throws InterruptedException {
        boolean _ = stop.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    @Override
    public String part() {
        return "mqtt";
    }

    @Override
    public Optional<String> text() {
        String away = outage;
        if (away != null) {
            return Optional.of("%s sends nothing: %s.".formatted(broker(), away));
        }
        DeadLetterWriter writer = letters;
        return writer == null ? Optional.empty() : writer.problem();
    }
}
