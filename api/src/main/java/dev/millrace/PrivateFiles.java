package dev.millrace;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what this process and its children write to their own user: directories get the mode 0700 and files 0600. */
final class PrivateFiles {
    private static final Logger log = LoggerFactory.getLogger(PrivateFiles.class);
    private static final int NOTHING_FOR_OTHERS = 0077;

    private PrivateFiles() {}

    /** Sets the umask of the whole process: Java can set the mode of each file alone, and libraries write some. */
    @SuppressWarnings("restricted")
    static void begin() {
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
