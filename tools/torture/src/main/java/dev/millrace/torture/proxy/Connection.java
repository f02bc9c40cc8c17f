package dev.millrace.torture.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Passes the requests of one client to ClickHouse: a request, its reply, the next request. Its run is for one thread. */
final class Connection {
    private static final int HOLD_POLL_MILLIS = 10;
    private static final Duration UPLOAD_PATIENCE = Duration.ofSeconds(5);

    private final FaultProxy proxy;
    private final Socket client;
    private volatile @Nullable Socket server;

    Connection(FaultProxy proxy, Socket client) {
        this.proxy = proxy;
        this.client = client;
    }

    void run() {
        try {
            client.setTcpNoDelay(true);
            InputStream fromClient = new BufferedInputStream(client.getInputStream());
            boolean goesOn = true;
            while (goesOn) {
                HttpHead head = HttpHead.read(fromClient);
                goesOn = head != null && exchange(head, fromClient, connected());
            }
            closeBoth();
        } catch (IOException | Flow.Cut | NumberFormatException broken) {
            reset();
        } catch (InterruptedException e) {
            reset();
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the input of a connection that is still open: ClickHouse closes one that was idle for some seconds. */
    private InputStream connected() throws IOException {
        Socket open = server;
        if (open != null && isClosedByPeer(open)) {
            open.close();
            open = null;
        }
        if (open == null) {
            open = proxy.connect();
            server = open;
        }
        return fromServer(open);
    }

    private static boolean isClosedByPeer(Socket socket) {
        try {
            socket.setSoTimeout(1);
            // Nothing was asked, so nothing but the end can come.
            socket.getInputStream().read();
            return true;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException broken) {
            return true;
        }
    }

    private static InputStream fromServer(Socket socket) throws IOException {
        socket.setSoTimeout(0);
        return new BufferedInputStream(socket.getInputStream());
    }

    /** Returns false if the connection has ended. */
    private boolean exchange(HttpHead head, InputStream fromClient, InputStream fromServer)
            throws IOException, Flow.Cut, InterruptedException {
        // Before the fault is read: an order that comes in between must end held replies.
        Object order = proxy.order();
        return switch (proxy.faultFor(head)) {
            case Fault.None _ -> pass(head, fromClient, fromServer, toServer(), new Flow(toClient()));
            case Fault.Slow slow -> {
                proxy.struck(slow.name());
                Flow request = toServer().rate(slow.bytesPerSecond());
                yield pass(head, fromClient, fromServer, request, new Flow(toClient()).rate(slow.bytesPerSecond()));
            }
            case Fault.Meanwhile meanwhile -> {
                long at = (long) (meanwhile.share() * Math.max(0, head.contentLength()));
                Flow request = toServer().pauseAfter(at, () -> {
                    proxy.struck(meanwhile.name());
                    meanwhile.action().run();
                });
                yield pass(head, fromClient, fromServer, request, new Flow(toClient()));
            }
            case Fault.CutRequest cut -> cutRequest(head, fromClient, fromServer, cut, order);
            case Fault.CutReply cut -> cutReply(head, fromClient, fromServer, cut, order);
            case Fault.Answer answer -> answer(head, fromClient, answer.reply(), order);
        };
    }

    /** The reply is read while the request is sent, because ClickHouse may answer before it has read all of it. */
    private boolean pass(HttpHead head, InputStream fromClient, InputStream fromServer, Flow request, Flow reply)
            throws IOException, Flow.Cut, InterruptedException {
        Thread upload = Thread.ofVirtual().start(() -> {
            try {
                serverOut().write(head.bytes());
                Body.passRequest(head, fromClient, request);
                serverOut().flush();
            } catch (IOException | Flow.Cut | NumberFormatException broken) {
                reset();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        HttpHead answer = readReply(fromServer);
        toClient().write(answer.bytes());
        Body.passReply(answer, fromServer, reply);
        toClient().flush();
        return upload.join(UPLOAD_PATIENCE) && !answer.isLast() && !head.isLast();
    }

    private boolean cutRequest(
            HttpHead head, InputStream fromClient, InputStream fromServer, Fault.CutRequest cut, Object order)
            throws IOException, InterruptedException, Flow.Cut {
        if (cut.bodyBytes() >= 0) {
            serverOut().write(head.bytes());
            try {
                Body.passRequest(head, fromClient, toServer().cutAfter(cut.bodyBytes()));
                HttpHead answer = readReply(fromServer);
                toClient().write(answer.bytes());
                Body.passReply(answer, fromServer, new Flow(toClient()));
                return !answer.isLast();
            } catch (Flow.Cut reached) {
                // as it was told
            }
        }
        proxy.struck(cut.name());
        return end(cut.end(), order);
    }

    private boolean cutReply(
            HttpHead head, InputStream fromClient, InputStream fromServer, Fault.CutReply cut, Object order)
            throws IOException, InterruptedException, Flow.Cut {
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        serverOut().write(head.bytes());
        Body.passRequest(head, fromClient, toServer());
        HttpHead answer = readReply(fromServer);
        reply.write(answer.bytes());
        Body.passReply(answer, fromServer, new Flow(reply));
        toClient().write(reply.toByteArray(), 0, (int) (reply.size() * cut.share()));
        toClient().flush();
        proxy.struck(cut.name());
        return end(cut.end(), order);
    }

    private boolean answer(HttpHead head, InputStream fromClient, CannedReply reply, Object order)
            throws IOException, InterruptedException, Flow.Cut {
        Body.passRequest(head, fromClient, new Flow(OutputStream.nullOutputStream()));
        toClient().write(reply.bytes());
        toClient().flush();
        proxy.struck(reply.name());
        return end(reply.end(), order);
    }

    private boolean end(End end, Object order) throws InterruptedException {
        return switch (end) {
            case GO_ON -> true;
            case RESET -> {
                reset();
                yield false;
            }
            case HOLD -> {
                while (proxy.order() == order && !client.isClosed()) {
                    TimeUnit.MILLISECONDS.sleep(HOLD_POLL_MILLIS);
                }
                reset();
                yield false;
            }
        };
    }

    private static HttpHead readReply(InputStream fromServer) throws IOException {
        HttpHead answer = HttpHead.read(fromServer);
        if (answer == null) {
            throw new IOException("ClickHouse closed the connection");
        }
        return answer;
    }

    private OutputStream toClient() throws IOException {
        return client.getOutputStream();
    }

    private Flow toServer() throws IOException {
        return new Flow(serverOut());
    }

    private OutputStream serverOut() throws IOException {
        Socket socket = server;
        if (socket == null) {
            throw new IOException("not connected");
        }
        return socket.getOutputStream();
    }

    /** Both sides see a reset instead of an end; from any thread. */
    void reset() {
        abort(client);
        abort(server);
    }

    private void closeBoth() throws IOException {
        client.close();
        Socket socket = server;
        if (socket != null) {
            socket.close();
        }
    }

    private static void abort(@Nullable Socket socket) {
        if (socket == null) {
            return;
        }
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException alreadyClosed) {
            // That is what was wanted.
        }
    }
}
