package dev.millrace.auth;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.nio.file.Path;

/** Reads the keys once; changes of the file take effect at the next start. */
@Factory
final class KeysFactory {
    @Singleton
    Keys keys(AuthConfig config) {
        return config.keysFile() == null ? Keys.notAsked() : KeysFile.read(Path.of(config.keysFile()));
    }
}
