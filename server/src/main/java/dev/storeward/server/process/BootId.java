package dev.storeward.server.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells one start of a machine from the next, and from another machine. */
public final class BootId {
    private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId() {}

    /** Empty where the system does not tell. */
    public static String ofThisMachine() {
        try {
            return Files.readString(LINUX).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
