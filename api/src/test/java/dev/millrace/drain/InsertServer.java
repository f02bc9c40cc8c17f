package dev.millrace.drain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.testing.TextTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** Takes inserts of {@link TextTable} as ClickHouse would, but when and with what answer the test says. */
final class InsertServer implements AutoCloseable {
    private static final int VIOLATED_CONSTRAINT = 469;
    private static final int MEMORY_LIMIT_EXCEEDED = 241;

    private final HttpServer server;
    private final List<List<String>> arrived = new CopyOnWriteArrayList<>();
    private final List<String> stored = new CopyOnWriteArrayList<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final Map<String, Integer> failing = new ConcurrentHashMap<>();

    InsertServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", this::insert);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Inserts with this row are not answered until {@link #release}. */
    void hold(String row) {
        held.put(row, new CountDownLatch(1));
    }

    void release(String row) {
        Objects.requireNonNull(held.get(row)).countDown();
    }

    /** Inserts with this row have that many times no memory; a negative number is for ever. */
    void fail(String row, int times) {
        failing.put(row, times);
    }

    /** Inserts with this row are refused for good. */
    void refuse(String row) {
        failing.put(row, Integer.MAX_VALUE);
    }

    /** The rows of each insert in the order in which they came, answered or not. */
    List<List<String>> arrived() {
        return arrived;
    }

    /** All rows in the order in which they were stored. */
    List<String> stored() {
        return stored;
    }

    private void insert(HttpExchange exchange) throws IOException {
        try (exchange) {
            List<String> rows = TextTable.texts(exchange.getRequestBody().readAllBytes());
            arrived.add(rows);
            for (String row : rows) {
                CountDownLatch latch = held.get(row);
                if (latch != null) {
                    latch.await();
                }
            }
            int code = rows.stream().mapToInt(this::failure).max().orElse(0);
            exchange.getResponseHeaders().add("X-ClickHouse-Query-Id", "1");
            if (code != 0) {
                exchange.getResponseHeaders().add("X-ClickHouse-Exception-Code", Integer.toString(code));
            } else {
                stored.addAll(rows);
            }
            byte[] body = (code == 0 ? "" : "no").getBytes(UTF_8);
            exchange.sendResponseHeaders(code == 0 ? 200 : 500, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int failure(String row) {
        Integer left = failing.get(row);
        if (left == null || left == 0) {
            return 0;
        }
        if (left == Integer.MAX_VALUE) {
            return VIOLATED_CONSTRAINT;
        }
        failing.put(row, left - 1);
        return MEMORY_LIMIT_EXCEEDED;
    }

    @Override
    public void close() {
        held.values().forEach(CountDownLatch::countDown);
        server.stop(0);
    }
}
