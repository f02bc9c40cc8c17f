package dev.millrace.simulator.console;

import com.google.errorprone.annotations.FormatMethod;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Results go to standard output; what passes by, progress and notices, to standard error. Any thread may write. */
public final class Console {
    private static final String START_OF_CLEARED_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final PrintWriter err;
    private final Style style;
    private volatile boolean silent;

    public Console(PrintWriter out, PrintWriter err, Style style) {
        this.out = out;
        this.err = err;
        this.style = style;
    }

    /** The style of the progress. */
    public enum Style {
        BAR,
        LINES,
        QUIET;

        public static Style of(boolean quiet) {
            if (quiet) {
                return QUIET;
            }
            return Optional.ofNullable(System.console())
                            .filter(java.io.Console::isTerminal)
                            .isPresent()
                    ? BAR
                    : LINES;
        }
    }

    @FormatMethod
    public void result(String format, @Nullable Object... args) {
        if (!silent) {
            out.println(String.format(Locale.ROOT, format, args));
            out.flush();
        }
    }

    @FormatMethod
    public void notice(String format, @Nullable Object... args) {
        // A bar has left the cursor at its end; it draws itself again below the notice.
        String text = String.format(Locale.ROOT, format, args);
        if (!silent) {
            err.println(style == Style.BAR ? START_OF_CLEARED_LINE + text : text);
            err.flush();
        }
    }

    /** Suppresses all further output: the process ends, and its last line was written. */
    public void silence() {
        silent = true;
    }

    /** Starts to show the progress of one task; close it before the result is printed. */
    public Progress progress(String name, long total, Progress.Source source) {
        return new Progress(this, name, total, source, style);
    }
}
