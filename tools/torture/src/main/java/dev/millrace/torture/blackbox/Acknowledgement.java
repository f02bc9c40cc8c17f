package dev.millrace.torture.blackbox;

import java.util.SplittableRandom;

/** Chooses the acknowledgement levels that senders ask for. */
final class Acknowledgement {
    private Acknowledgement() {}

    /** A parameter, or none. */
    static String any(SplittableRandom random) {
        int dice = random.nextInt(20);
        return dice < 11 ? "?ack=stored" : dice < 17 ? "?ack=disk" : dice < 19 ? "?ack=memory" : "";
    }

    /** Returns a level that loses nothing. */
    static String safe(SplittableRandom random) {
        return random.nextInt(3) < 2 ? "?ack=stored" : "?ack=disk";
    }
}
