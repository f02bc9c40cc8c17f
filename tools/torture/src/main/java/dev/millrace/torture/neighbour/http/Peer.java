package dev.millrace.torture.neighbour.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A connection of a client. For one thread, except for {@link #close} and {@link #reset}. */
public final class Peer implements AutoCloseable {
    private static final int CONNECT_MILLIS = 10_000;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final AnswerReader answers;

    /**
     * Opens it.
     *
     * @param source the address that it comes from
     * @param receiveBuffer bytes of answers that the kernel keeps, 0 for the usual
     * @param patience how long a read may take
     */
    public Peer(InetSocketAddress server, InetAddress source, int receiveBuffer, Duration patience) throws IOException {
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(source, 0));
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) patience.toMillis());
            socket.connect(server, CONNECT_MILLIS);
            out = socket.getOutputStream();
            answers = new AnswerReader(socket.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends bytes as they are; waits while the kernel takes no more. */
    public void send(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** Sends text of one byte a character. */
    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads the next answer, without its body. */
    public Answer read() throws IOException {
        return answers.read(false);
    }

    /** Reads the next answer with its body. */
    public Answer readAll() throws IOException {
        return answers.read(true);
    }

    /** Reads the first line of the next answer, and nothing more. */
    public int readStatus() throws IOException {
        return answers.readStatus();
    }

    /** Says that nothing more will be sent. */
    public void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends the connection with a reset, as if the client had crashed. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
