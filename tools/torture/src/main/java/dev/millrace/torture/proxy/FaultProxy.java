package dev.millrace.torture.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the service and ClickHouse and passes HTTP/1.1 on, request by request, until it is told to do something else with some
 * of them. Two virtual threads and two buffers of 8 KiB for each connection. Thread-safe.
 */
public final class FaultProxy implements Closeable {
    private static final int MAX_CONNECTIONS = 512;

    /** The current order; a new one is another order, even if it has the same contents. */
    private static final class Order {
        private final Victims victims;
        private final Function<Long, Fault> fault;

        Order(Victims victims, Function<Long, Fault> fault) {
            this.victims = victims;
            this.fault = fault;
        }
    }

    private final InetSocketAddress address;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Map<String, LongAdder> struck = new ConcurrentHashMap<>();
    private volatile InetSocketAddress upstream;
    private volatile Order order = new Order(Victims.ALL, _ -> Fault.NONE);
    private @Nullable ServerSocket listener;
    private boolean isClosed;

    private FaultProxy(URI upstream, InetSocketAddress wanted) throws IOException {
        this.upstream = address(upstream);
        ServerSocket socket = bind(wanted);
        this.address = new InetSocketAddress(wanted.getAddress(), socket.getLocalPort());
        listen(socket);
    }

    /** Starts one that passes everything on to that address. */
    public static FaultProxy to(URI upstream) throws IOException {
        return new FaultProxy(upstream, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Starts one to each of several shards, at one port of 127.0.0.1, 127.0.0.2 and so on. */
    public static List<FaultProxy> toShards(List<URI> upstreams) throws IOException {
        while (true) {
            List<FaultProxy> proxies = new ArrayList<>();
            try {
                for (URI upstream : upstreams) {
                    int port =
                            proxies.isEmpty() ? 0 : proxies.getFirst().address.getPort();
                    InetAddress host = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (proxies.size() + 1)});
                    proxies.add(new FaultProxy(upstream, new InetSocketAddress(host, port)));
                }
                return proxies;
            } catch (BindException taken) {
                for (FaultProxy proxy : proxies) {
                    proxy.close();
                }
                if (proxies.isEmpty()) {
                    throw taken;
                }
            }
        }
    }

    /** The one URL of all that {@link #toShards} made. */
    public static String urlOf(List<FaultProxy> shards) {
        return "http://127.0.0.{shard}:" + shards.getFirst().address.getPort();
    }

    /** Returns the address at which it listens. */
    public URI url() {
        return URI.create("http://%s:%s".formatted(address.getAddress().getHostAddress(), address.getPort()));
    }

    /** New connections lead to this address from now on. */
    public void leadTo(URI address) {
        upstream = address(address);
    }

    private static InetSocketAddress address(URI uri) {
        return new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    /** Applies a fault to these requests from now on. */
    public void strike(Victims victims, Fault fault) {
        strike(victims, _ -> fault);
    }

    /**
     * Applies a function of faults to these requests from now on.
     *
     * @param fault receives the length of the body, below 0 if the request does not say it; called from the threads of the connections
     */
    public void strike(Victims victims, Function<Long, Fault> fault) {
        order = new Order(victims, fault);
    }

    /** The next of these requests meets that fault, and no other. */
    public void strikeOnce(Victims victims, Fault fault) {
        AtomicBoolean isDone = new AtomicBoolean();
        strike(victims, _ -> isDone.getAndSet(true) ? Fault.NONE : fault);
    }

    /** Ends all faults; held connections are reset. */
    public void calm() {
        strike(Victims.ALL, Fault.NONE);
    }

    /** Closes the port and resets every connection. */
    public synchronized void refuse() throws IOException {
        ServerSocket socket = listener;
        listener = null;
        if (socket != null) {
            socket.close();
            connections.forEach(Connection::reset);
            struck("refused");
        }
    }

    /** Listens again, on the same port. */
    public synchronized void listen() throws IOException {
        if (listener == null && !isClosed) {
            listen(bind(address));
        }
    }

    /** Returns how often each fault has really struck. */
    public Map<String, Long> struck() {
        Map<String, Long> counts = new TreeMap<>();
        struck.forEach((name, count) -> counts.put(name, count.sum()));
        return counts;
    }

    /** Returns how often this fault has really struck. */
    public long struckBy(String name) {
        LongAdder count = struck.get(name);
        return count == null ? 0 : count.sum();
    }

    Fault faultFor(HttpHead request) {
        Order now = order;
        return now.victims.include(request) ? now.fault.apply(request.contentLength()) : Fault.NONE;
    }

    void struck(String name) {
        struck.computeIfAbsent(name, _ -> new LongAdder()).increment();
    }

    /** Returns an object that changes with every order. */
    Object order() {
        return order;
    }

    Socket connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(upstream, 2000);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static ServerSocket bind(InetSocketAddress address) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(address);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private synchronized void listen(ServerSocket socket) {
        listener = socket;
        Thread.ofVirtual().name("fault proxy").start(() -> accept(socket));
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                start(socket.accept());
            } catch (IOException closed) {
                // The loop's condition says if it was.
            }
        }
    }

    private void start(Socket client) throws IOException {
        if (connections.size() >= MAX_CONNECTIONS) {
            client.close();
            return;
        }
        Connection connection = new Connection(this, client);
        connections.add(connection);
        Thread.ofVirtual().start(() -> {
            try {
                connection.run();
            } finally {
                connections.remove(connection);
            }
        });
    }

    @Override
    public synchronized void close() throws IOException {
        isClosed = true;
        ServerSocket socket = listener;
        listener = null;
        if (socket != null) {
            socket.close();
        }
        calm();
        connections.forEach(Connection::reset);
    }
}
