package dev.millrace.benchmarks.mqtt;

import dev.millrace.benchmarks.compare.Expectation;
import dev.millrace.benchmarks.compare.Stage;
import dev.millrace.benchmarks.contenders.Account;
import dev.millrace.benchmarks.load.Kind;
import dev.millrace.processes.Scrape;
import dev.millrace.processes.Service;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Millrace with its ClickHouse: a message is done when its readings are stored there. */
final class MillraceReceiver implements Receiver {
    private static final String TOPIC = "bench/millrace";

    private final Service service;
    private final long database;
    private final Account account;
    private long acknowledgedBefore;
    private long deadBefore;

    /** Makes the receiver of a stage with {@link #settings}. Returns when the broker has its subscription. */
    MillraceReceiver(Stage stage) throws IOException, InterruptedException {
        service = stage.millrace();
        database = stage.database().pid();
        account = new Account(service, stage.database().admin(), Kind.READINGS);
        Waiting.until(() -> metric("millrace_mqtt_connected") == 1, () -> "Millrace has no connection to the broker");
    }

    static Map<String, String> settings(URI broker) {
        return Map.of(
                "MILLRACE_MQTT_URL", broker.toString(),
                "MILLRACE_MQTT_TOPICS", TOPIC,
                "MILLRACE_MQTT_RECEIVE_MAXIMUM", Integer.toString(RECEIVE_MAXIMUM));
    }

    @Override
    public String name() {
        return "Millrace";
    }

    @Override
    public String topic() {
        return TOPIC;
    }

    @Override
    public List<Long> pids() {
        return List.of(service.pid(), database);
    }

    @Override
    public void begin() throws IOException, InterruptedException {
        account.open();
        acknowledgedBefore = acknowledged();
        deadBefore = metric("millrace_mqtt_dead_lettered_messages_total");
    }

    @Override
    public void await(long messages) throws IOException, InterruptedException {
        // Acknowledged means on disk, and not stored yet.
        Waiting.until(
                () -> acknowledged() - acknowledgedBefore >= messages,
                () -> String.format(
                        Locale.ROOT,
                        "%,d of %,d messages are acknowledged",
                        acknowledged() - acknowledgedBefore,
                        messages));
        account.awaitDrained();
    }

    @Override
    public List<String> findings(long messages, Expectation expectation) throws IOException, InterruptedException {
        List<String> findings = new ArrayList<>(account.settle(expectation).findings());
        long acknowledged = acknowledged() - acknowledgedBefore;
        if (acknowledged != messages) {
            findings.add(String.format(
                    Locale.ROOT,
                    "UNEXPLAINED: %,d messages are acknowledged, and %,d were published",
                    acknowledged,
                    messages));
        }
        long dead = metric("millrace_mqtt_dead_lettered_messages_total") - deadBefore;
        if (dead > 0) {
            findings.add(String.format(Locale.ROOT, "WRONG: %,d messages went to the dead letters", dead));
        }
        return findings;
    }

    /** The stage ends it. */
    @Override
    public void close() {}

    private long acknowledged() throws IOException, InterruptedException {
        return metric("millrace_mqtt_acknowledged_messages_total");
    }

    private long metric(String name) throws IOException, InterruptedException {
        return Math.round(Scrape.of(service)
                .sum(name)
                .orElseThrow(() -> new IllegalStateException("the service has no metric " + name)));
    }
}
