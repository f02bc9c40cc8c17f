package dev.millrace;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what this process and its children write to their own user: directories get the mode 0700 and files 0600. */
final class PrivateFiles {
    private static final Logger log = LoggerFactory.getLogger(PrivateFiles.class);
    private static final int NOTHING_FOR_OTHERS = 0077;
    private static final Set<PosixFilePermission> FOR_OWNER = PosixFilePermissions.fromString("rwx------");

    private PrivateFiles() {}

    /**
     * Sets the umask of the whole process, and takes the data directory from other users if it is there already.
     *
     * @param dataDir where the service keeps its files
     */
    static void begin(Path dataDir) {
        setUmask();
        try {
            if (!Files.getPosixFilePermissions(dataDir).equals(FOR_OWNER)) {
                Files.setPosixFilePermissions(dataDir, FOR_OWNER);
                log.info("The data directory {} has the mode 0700 now.", dataDir);
            }
        } catch (NoSuchFileException e) {
            // It is made later.
        } catch (UnsupportedOperationException | IOException e) {
            log.warn("Other users may list the data directory {}: its mode cannot be changed to 0700.", dataDir, e);
        }
    }

    /** Java can set the mode of each file alone, and libraries write some. */
    @SuppressWarnings("restricted")
    private static void setUmask() {
        try {
            Linker linker = Linker.nativeLinker();
            int _ = (int) linker.downcallHandle(
                            linker.defaultLookup().find("umask").orElseThrow(),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                    .invokeExact(NOTHING_FOR_OTHERS);
        } catch (Throwable e) {
            log.debug("The mode of new files stays as it was inherited.", e);
        }
    }
}
