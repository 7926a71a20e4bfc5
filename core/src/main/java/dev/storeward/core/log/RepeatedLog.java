package dev.storeward.core.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Lets one line of a kind through in a minute and counts the others, whose number the next line of
 * the kind tells. There is one for the process, as there is one log. Safe for use by several
 * threads.
 */
public final class RepeatedLog {
    private static final RepeatedLog OF_THIS_PROCESS = new RepeatedLog(System::nanoTime);
    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanos;
    private final Map<String, Said> said = new HashMap<>();

    /** When a line was let through, and how many came since. */
    private record Said(long at, long more) {}

    RepeatedLog(LongSupplier nanos) {
        this.nanos = nanos;
    }

    public static RepeatedLog ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    /**
     * Warns, or counts the line.
     *
     * @param kind what lines have in common that tell of the same; one of a few
     */
    public void warn(Logger log, String kind, String message) {
        tell(log, Level.WARN, kind, message);
    }

    /** As {@link #warn}, of what only the operator can mend. */
    public void error(Logger log, String kind, String message) {
        tell(log, Level.ERROR, kind, message);
    }

    private void tell(Logger log, Level level, String kind, String message) {
        long more = counted(kind);
        if (more == 0) {
            log.atLevel(level).log("{}", message);
        } else if (more > 0) {
            log.atLevel(level)
                    .log("{} (and {} more like this after the last such line)", message, more);
        }
    }

    /** How many lines of the kind were left out before this one; -1 when it is left out too. */
    private synchronized long counted(String kind) {
        long now = nanos.getAsLong();
        Said last = said.get(kind);
        if (last != null && now - last.at() < PAUSE) {
            said.put(kind, new Said(last.at(), last.more() + 1));
            return -1;
        }
        said.put(kind, new Said(now, 0));
        return last == null ? 0 : last.more();
    }
}
