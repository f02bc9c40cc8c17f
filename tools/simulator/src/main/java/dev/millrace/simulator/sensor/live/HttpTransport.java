package dev.millrace.simulator.sensor.live;

import dev.millrace.simulator.client.AckLevel;
import dev.millrace.simulator.client.Acknowledgement;
import dev.millrace.simulator.client.GaveUpException;
import dev.millrace.simulator.client.ReadingsClient;
import dev.millrace.simulator.client.Retrier;
import dev.millrace.simulator.console.Console;
import dev.millrace.simulator.sensor.ReadingFormat;
import dev.millrace.simulator.sensor.plant.Snapshot;
import java.io.IOException;

/** Sends each snapshot in a request of its own. It does not own the client. */
record HttpTransport(ReadingsClient client, ReadingFormat format, AckLevel ack, Console console) implements Transport {

    @Override
    public Acknowledgement send(Snapshot snapshot, Retrier retrier) throws IOException, InterruptedException {
        return send(snapshot, ack, retrier);
    }

    /** The service's buffer is a log in order: with one node, everything before these readings is stored then, too. */
    @Override
    public void awaitStored(Snapshot holding, Retrier retrier) throws InterruptedException {
        try {
            send(holding, AckLevel.STORED, retrier);
        } catch (GaveUpException e) {
            console.notice("asked the service to have everything stored: %s", e.getMessage());
        }
    }

    @Override
    public boolean keepsOrder() {
        return true;
    }

    @Override
    public void close() {}

    private Acknowledgement send(Snapshot snapshot, AckLevel level, Retrier retrier)
            throws GaveUpException, InterruptedException {
        return client.post(format.encode(snapshot.readings()), format, snapshot.size(), level, retrier);
    }
}
