package dev.millrace.testing;

import dev.millrace.chproxy.ChproxyProgram;
import dev.millrace.chproxy.NoGoException;
import java.io.IOException;
import org.opentest4j.TestAbortedException;

/** What a test needs that goes through chproxy. */
public final class RequiredChproxy {
    private RequiredChproxy() {}

    /**
     * Sees to it that the program is there.
     *
     * @throws TestAbortedException if there is no Go to build it with: the test is skipped, and says so. With {@code CI=true} it is an
     *     error instead
     */
    public static void require() throws IOException, InterruptedException {
        try {
            ChproxyProgram.installed();
        } catch (NoGoException e) {
            System.err.println("SKIPPED: " + e.getMessage());
            throw new TestAbortedException(e.getMessage(), e);
        }
    }
}
