package dev.millrace.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import org.jspecify.annotations.Nullable;

/** Writes the stack trace of an entry. Messages of exceptions stay in their lines. */
public final class TextStackTrace extends ThrowableProxyConverter {
    @Override
    protected String throwableProxyToString(IThrowableProxy failure) {
        return super.throwableProxyToString(new InOneLine(failure));
    }

    private record InOneLine(IThrowableProxy failure) implements IThrowableProxy {
        private static @Nullable IThrowableProxy of(@Nullable IThrowableProxy failure) {
            return failure == null ? null : new InOneLine(failure);
        }

        private static @Nullable String escaped(@Nullable String message) {
            return message == null ? null : ControlCharacters.escaped(message);
        }

        @Override
        public @Nullable String getMessage() {
            return escaped(failure.getMessage());
        }

        @Override
        public @Nullable String getOverridingMessage() {
            return escaped(failure.getOverridingMessage());
        }

        @Override
        public String getClassName() {
            return failure.getClassName();
        }

        @Override
        public StackTraceElementProxy[] getStackTraceElementProxyArray() {
            return failure.getStackTraceElementProxyArray();
        }

        @Override
        public int getCommonFrames() {
            return failure.getCommonFrames();
        }

        @Override
        public @Nullable IThrowableProxy getCause() {
            return of(failure.getCause());
        }

        @Override
        public IThrowableProxy[] getSuppressed() {
            IThrowableProxy[] suppressed = failure.getSuppressed();
            IThrowableProxy[] escaped = new IThrowableProxy[suppressed == null ? 0 : suppressed.length];
            for (int i = 0; i < escaped.length; i++) {
                escaped[i] = new InOneLine(suppressed[i]);
            }
            return escaped;
        }

        @Override
        public boolean isCyclic() {
            return failure.isCyclic();
        }
    }
}
