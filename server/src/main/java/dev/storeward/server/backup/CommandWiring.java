package dev.storeward.server.backup;

import java.time.Clock;
import java.time.InstantSource;
import java.util.Map;

/** What the commands have of the world around them. */
final class CommandWiring {
    private CommandWiring() {}

    static Map<String, String> environment() {
        return System.getenv();
    }

    static InstantSource clock() {
        return Clock.systemUTC();
    }
}
