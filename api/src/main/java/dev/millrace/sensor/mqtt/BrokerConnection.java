package dev.millrace.sensor.mqtt;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import io.reactivex.schedulers.Schedulers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the broker, from CONNECT to its end. It never reconnects: a new connection is a new object, and the broker, which keeps
 * the session, sends unacknowledged messages again. So a message of an old connection cannot be mistaken for one of the new connection.
 *
 * <p>Takes whatever the broker sends, because some brokers exceed the permitted number of unacknowledged messages. The bound is in bytes:
 * while it is reached, the client's thread waits, so nothing is read. If that lasts, the connection ends before the broker's keep-alive
 * expires. Messages that need no acknowledgement (QoS 0) are dropped while the bound is reached.
 */
final class BrokerConnection implements AutoCloseable {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final int KEEP_ALIVE_SECONDS = 30;

    /**
     * The largest receive maximum to send: one less than the most that MQTT has. The most is the default, which the client library does not
     * send, and Mosquitto takes a missing value for 20 (its max_inflight_messages), keeps 1,000 more and drops the others.
     */
    private static final int MOST_TO_SAY = 65_534;

    /** Shorter than the time after which a broker gives up a silent client, which is one and a half times {@link #KEEP_ALIVE_SECONDS}. */
    private static final Duration LONGEST_STALL = Duration.ofSeconds(15);

    /** The memory that a message takes besides its payload, about. */
    private static final int MESSAGE_BYTES = 500;

    private final MqttConfig config;
    private final MqttMetrics metrics;

    /** The bytes of unanswered messages. The client's thread waits on its monitor. */
    private final AtomicLong held = new AtomicLong();

    private final BlockingQueue<BrokerMessage> waiting = new LinkedBlockingQueue<>();
    private final Mqtt5AsyncClient client;
    private volatile boolean isOpen;
    private volatile @Nullable String end;

    private BrokerConnection(MqttConfig config, String clientId, MqttMetrics metrics) {
        this.config = config;
        this.metrics = metrics;
        Mqtt5ClientBuilder builder = Mqtt5Client.builder()
                .identifier(clientId)
                .serverHost(config.host())
                .serverPort(config.port())
                .executorConfig()
                .nettyThreads(1)
                // The reading thread hands messages over, so that nothing is read while it waits.
                .applicationScheduler(Schedulers.from(Runnable::run))
                .applyExecutorConfig()
                .addDisconnectedListener(context -> ended(MqttFailure.sentence(context.getCause())));
        this.client = (config.isTls() ? builder.sslWithDefaultConfig() : builder).buildAsync();
    }

    /**
     * Connects, and subscribes to the filters.
     *
     * @throws BrokerException if that fails
     */
    static BrokerConnection open(MqttConfig config, String clientId, List<String> filters, MqttMetrics metrics)
            throws BrokerException, InterruptedException {
        BrokerConnection connection = new BrokerConnection(config, clientId, metrics);
        try {
            connection.connect(filters);
            return connection;
        } catch (BrokerException | InterruptedException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void connect(List<String> filters) throws BrokerException, InterruptedException {
        // Before CONNECT: the broker may send kept messages before it answers anything else.
        client.publishes(MqttGlobalPublishFilter.ALL, this::received, true);
        isOpen = true;
        await(client.connect(hello()));
        await(client.subscribe(Mqtt5Subscribe.builder()
                .addSubscriptions(filters.stream()
                        .map(filter -> Mqtt5Subscription.builder()
                                .topicFilter("$share/%s/%s".formatted(config.group(), filter))
                                .qos(MqttQos.AT_LEAST_ONCE)
                                .build()))
                .build()));
    }

    private Mqtt5Connect hello() throws BrokerException {
        Mqtt5ConnectBuilder hello = Mqtt5Connect.builder()
                .cleanStart(false)
                .sessionExpiryInterval(config.sessionExpiry().toSeconds())
                .keepAlive(KEEP_ALIVE_SECONDS)
                .restrictions()
                .receiveMaximum(Math.min(config.receiveMaximum(), MOST_TO_SAY))
                .maximumPacketSize(config.maxMessageBytes())
                .applyRestrictions();
        if (!config.user().isEmpty()) {
            hello = hello.simpleAuth()
                    .username(config.user())
                    .password(secret().getBytes(StandardCharsets.UTF_8))
                    .applySimpleAuth();
        }
        return hello.build();
    }

    private String secret() throws BrokerException {
        try {
            return config.secret();
        } catch (IOException e) {
            throw new BrokerException("MILLRACE_MQTT_PASSWORD_FILE cannot be read: " + e);
        }
    }

    private void await(CompletableFuture<?> answer) throws BrokerException, InterruptedException {
        try {
            Object _ = answer.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new BrokerException(MqttFailure.sentence(e.getCause()));
        } catch (TimeoutException e) {
            throw new BrokerException("it does not answer within %s s".formatted(ANSWER_TIMEOUT.toSeconds()));
        }
    }

    /** Takes a message. Runs on the client's thread. */
    private void received(Mqtt5Publish publish) {
        if (!isOpen) {
            return;
        }
        byte[] payload = publish.getPayloadAsBytes();
        long bytes = (long) payload.length + MESSAGE_BYTES;
        if (publish.getQos() == MqttQos.AT_MOST_ONCE && held.get() + bytes > config.maxWaitingBytes()) {
            metrics.dropped();
            acknowledge(publish, 0);
            return;
        }
        held.addAndGet(bytes);
        BrokerMessage message = new BrokerMessage(
                this,
                publish.getTopic().toString(),
                publish.getContentType().map(Object::toString).orElse(null),
                payload,
                System.nanoTime(),
                () -> acknowledge(publish, bytes));
        metrics.received(message.payload().length);
        waiting.add(message);
        awaitRoom();
    }

    /** Blocks the client's thread while too many bytes wait. */
    private void awaitRoom() {
        long begun = System.nanoTime();
        synchronized (held) {
            while (isOpen && held.get() > config.maxWaitingBytes()) {
                long left = LONGEST_STALL.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
                if (left <= 0) {
                    ended("it has sent more than can be kept here at the moment");
                    CompletableFuture<Void> _ = client.disconnect();
                    return;
                }
                try {
                    held.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private void acknowledge(Mqtt5Publish publish, long bytes) {
        if (isOpen) {
            publish.acknowledge();
        }
        if (held.addAndGet(-bytes) <= config.maxWaitingBytes()) {
            wake();
        }
    }

    private void wake() {
        synchronized (held) {
            held.notifyAll();
        }
    }

    private void ended(String why) {
        if (end == null) {
            end = why;
        }
        isOpen = false;
        wake();
    }

    /** Returns the next message; null if there is none within that time. */
    @Nullable
    BrokerMessage take(Duration longest) throws InterruptedException {
        return waiting.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isOpen() {
        return isOpen;
    }

    /** Returns why the connection has ended. */
    String end() {
        String why = end;
        return why == null ? "the connection was closed" : why;
    }

    /**
     * Disconnects from the broker, which keeps the session. Messages that were not taken from here it sends again, to whichever client
     * comes next.
     */
    @Override
    public void close() {
        isOpen = false;
        wake();
        try {
            Void _ = client.disconnect().get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // It is gone, or never was there.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
