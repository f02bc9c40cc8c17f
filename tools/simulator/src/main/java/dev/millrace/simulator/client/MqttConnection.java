package dev.millrace.simulator.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A connection that publishes by MQTT 3.1.1, with a clean session and QoS 1. A thread reads the acknowledgements. Thread-safe. */
final class MqttConnection {
    private static final int PORT = 1883;
    private static final int CONNECT = 0x10;
    private static final int CONNACK = 0x20;
    private static final int PUBLISH_AT_LEAST_ONCE = 0x32;
    private static final int PUBACK = 0x40;
    private static final int MOST_IDS = 0xffff;

    private final Socket socket;
    private final DataOutputStream out;
    private final Map<Integer, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
    private volatile boolean isOpen = true;
    private int lastId;

    /** The broker does not want this client. */
    static final class RefusedException extends IOException {
        RefusedException(String message) {
            super(message);
        }
    }

    private MqttConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    static MqttConnection open(URI url, Duration timeout) throws IOException {
        Socket socket = new Socket();
        try {
            int port = url.getPort() < 0 ? PORT : url.getPort();
            socket.connect(new InetSocketAddress(url.getHost(), port), Math.toIntExact(timeout.toMillis()));
            socket.setTcpNoDelay(true);
            MqttConnection connection = new MqttConnection(socket);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            connection.send(CONNECT, hello(url.getUserInfo() == null ? "" : url.getUserInfo()));
            awaitWelcome(in);
            Thread.ofVirtual().start(() -> connection.read(in));
            return connection;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    boolean isOpen() {
        return isOpen;
    }

    /** Publishes a message. The future completes with the broker's acknowledgement, or fails when the connection ends before. */
    CompletableFuture<Void> publish(String topic, byte[] payload) throws IOException {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        ByteArrayOutputStream packet = new ByteArrayOutputStream(payload.length + topic.length() + 4);
        DataOutputStream fields = new DataOutputStream(packet);
        fields.writeUTF(topic);
        fields.writeShort(newId(acknowledged));
        fields.write(payload);
        send(PUBLISH_AT_LEAST_ONCE, packet.toByteArray());
        if (!isOpen) {
            // It ended before the reader could know of this one.
            acknowledged.completeExceptionally(new IOException("closed"));
        }
        return acknowledged;
    }

    void close() {
        isOpen = false;
        try {
            socket.close();
        } catch (IOException e) {
            // Nobody waits for anything that could get lost now.
        }
        waiting.values().forEach(one -> one.completeExceptionally(new IOException("closed")));
    }

    private synchronized int newId(CompletableFuture<Void> acknowledged) throws IOException {
        if (waiting.size() == MOST_IDS) {
            throw new IOException("too many messages wait for the broker");
        }
        do {
            lastId = lastId % MOST_IDS + 1;
        } while (waiting.putIfAbsent(lastId, acknowledged) != null);
        return lastId;
    }

    private synchronized void send(int type, byte[] content) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream(content.length + 5);
        packet.write(type);
        int rest = content.length;
        do {
            packet.write(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
            rest >>>= 7;
        } while (rest > 0);
        packet.write(content);
        out.write(packet.toByteArray());
        out.flush();
    }

    private void read(DataInputStream in) {
        try {
            while (true) {
                int type = in.readUnsignedByte();
                byte[] content = content(in);
                if (type == PUBACK && content.length >= 2) {
                    CompletableFuture<Void> one = waiting.remove(((content[0] & 0xff) << 8) | (content[1] & 0xff));
                    if (one != null) {
                        one.complete(null);
                    }
                }
            }
        } catch (IOException e) {
            close();
        }
    }

    private static byte[] hello(String userInfo) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(packet);
        int colon = userInfo.indexOf(':');
        fields.writeUTF("MQTT");
        fields.writeByte(4);
        // A clean session; the name and the password follow if there are any. No keep-alive.
        fields.writeByte(0x02 | (userInfo.isEmpty() ? 0 : 0x80) | (colon < 0 ? 0 : 0x40));
        fields.writeShort(0);
        fields.writeUTF("");
        if (!userInfo.isEmpty()) {
            fields.writeUTF(colon < 0 ? userInfo : userInfo.substring(0, colon));
        }
        if (colon >= 0) {
            fields.writeUTF(userInfo.substring(colon + 1));
        }
        return packet.toByteArray();
    }

    private static void awaitWelcome(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        byte[] content = content(in);
        if (type != CONNACK || content.length < 2 || content[1] != 0) {
            throw new RefusedException(
                    "the broker refuses the connection%s".formatted(content.length < 2 ? "" : ", code " + content[1]));
        }
    }

    private static byte[] content(DataInputStream in) throws IOException {
        int length = 0;
        int shift = 0;
        int next;
        do {
            next = in.readUnsignedByte();
            length |= (next & 0x7f) << shift;
            shift += 7;
        } while (next > 0x7f);
        return in.readNBytes(length);
    }
}
