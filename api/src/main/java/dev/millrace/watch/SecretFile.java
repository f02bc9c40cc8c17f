package dev.millrace.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks who may read a file that holds secrets. */
public final class SecretFile {
    private static final Logger log = LoggerFactory.getLogger(SecretFile.class);
    private static final Set<PosixFilePermission> FOR_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private SecretFile() {}

    /**
     * Logs a warning if all users may read the file, or others than its owner may change it. Does nothing on file systems without such
     * permissions.
     *
     * @param setting the environment variable that names the file
     */
    public static void warnIfOpen(String setting, Path file) {
        try {
            if (!Collections.disjoint(Files.getPosixFilePermissions(file), FOR_OTHERS)) {
                log.warn("{}={} may be read by all users or changed by others: chmod 600.", setting, file);
            }
        } catch (UnsupportedOperationException | IOException e) {
            log.debug("The permissions of {} are not known.", file, e);
        }
    }
}
