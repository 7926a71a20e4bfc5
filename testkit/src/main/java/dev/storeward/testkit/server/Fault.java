package dev.storeward.testkit.server;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a {@link FaultProxy} does to its connections. */
public sealed interface Fault {

    /** Passes everything on. */
    record None() implements Fault {}

    /** Holds back every chunk, in both directions, for a while. */
    record Delay(Duration by) implements Fault {}

    /** Cuts a connection once the client has sent this many bytes. */
    record CutRequest(long after) implements Fault {}

    /**
     * Takes everything, passes this many bytes of the client's on, and keeps the connection open.
     */
    record StallRequest(long after) implements Fault {}

    /** Cuts a connection once the server has sent this many bytes. */
    record CutReply(long after) implements Fault {}

    /** Closes a connection as soon as it is made. */
    record Refuse() implements Fault {}

    /** Takes everything, passes nothing on and never answers. */
    record BlackHole() implements Fault {}

    /** Passes the request on and cuts the connection instead of passing the reply back. */
    record DropReply() implements Fault {}

    /** Passes replies on at no more than this many bytes a second. */
    record Throttle(long bytesPerSecond) implements Fault {}

    /** Takes the request, passes nothing on and answers with an empty body and this status line. */
    record Answer(String status) implements Fault {}

    /** Passes everything on, but tells another {@code ETag} than the server's. */
    record WrongEtag() implements Fault {}

    /**
     * One of some faults for so many calls of a hundred; the others pass. Every call has a
     * connection of its own then, so that connections are calls.
     *
     * @param random must be safe for several threads
     */
    record OfCalls(int percent, List<Fault> faults, RandomGenerator random) implements Fault {
        public OfCalls {
            faults = List.copyOf(faults);
        }

        /** What the next call meets. */
        public Fault next() {
            return random.nextInt(100) < percent
                    ? faults.get(random.nextInt(faults.size()))
                    : new None();
        }
    }
}
