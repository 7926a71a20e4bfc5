package dev.storeward.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the figures were measured on. */
public final class Machine {
    private Machine() {}

    public static String describe() throws IOException {
        String[] load = Files.readString(Path.of("/proc/loadavg")).split(" ", 2);
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        return String.format(
                Locale.ROOT,
                "%d CPUs, JDK %s, data on %s in %s, load average before the start %s%s",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().feature(),
                Files.getFileStore(temporary).type(),
                temporary,
                load[0],
                Double.parseDouble(load[0]) > 0.5
                        ? " (busy: trust CPU figures and ratios, not rates)"
                        : "");
    }
}
