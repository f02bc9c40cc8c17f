package dev.millrace.simulator.sensor.live;

import dev.millrace.simulator.client.Acknowledgement;
import dev.millrace.simulator.client.Retrier;
import dev.millrace.simulator.sensor.plant.Snapshot;
import java.io.IOException;

/** Sends the readings of devices to the service. Any thread may send. */
interface Transport extends AutoCloseable {
    /** Sends a snapshot and returns once the readings are acknowledged. The same snapshot is sent as the same bytes. */
    Acknowledgement send(Snapshot snapshot, Retrier retrier) throws IOException, InterruptedException;

    /**
     * Waits, as far as it can, until everything that was acknowledged is stored.
     *
     * @param holding readings that were acknowledged and hold: they may be sent again
     */
    void awaitStored(Snapshot holding, Retrier retrier) throws InterruptedException;

    /** Returns true if a snapshot that is sent after an acknowledgement is later for the service, so that it may correct an earlier one. */
    boolean keepsOrder();

    @Override
    void close();
}
