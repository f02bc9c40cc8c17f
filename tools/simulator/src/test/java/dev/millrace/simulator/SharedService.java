package dev.millrace.simulator;

import dev.millrace.testing.MillraceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a service, one for all of them: starting it takes several seconds, and tests do not see each other as long
 * as each has users and sensors of its own. It ends with the last test.
 */
final class SharedService implements ParameterResolver {
    private static final ExtensionContext.Namespace OWN = ExtensionContext.Namespace.create(SharedService.class);

    /** The service and its data. */
    private record Running(MillraceProcess service, Path directory) implements AutoCloseable {
        static Running start() {
            try {
                Path directory = Files.createTempDirectory("millrace-simulator");
                return new Running(MillraceProcess.start(directory, Map.of()), directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                service.terminate();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                service.kill();
            }
            FileUtils.deleteDirectory(directory.toFile());
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == MillraceProcess.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getRoot()
                .getStore(OWN)
                .getOrComputeIfAbsent(Running.class, _ -> Running.start(), Running.class)
                .service();
    }
}
