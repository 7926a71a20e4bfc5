package dev.storeward.server.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What operators know this process by. */
public final class NodeName {
    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");

    private NodeName() {}

    /** The machine's name, where the system tells it without a question to a name server. */
    public static String ofThisProcess() {
        String pid = "pid " + ProcessHandle.current().pid();
        try {
            String host = Files.exists(HOST) ? Files.readString(HOST).strip() : "";
            return host.isEmpty() ? pid : host + ", " + pid;
        } catch (IOException e) {
            return pid;
        }
    }
}
