package dev.storeward.bench.server;

import java.io.IOException;

/** CPU seconds of the server's process and of all of the database's. */
public record CpuTime(double server, double database) {

    /** Tells what was used so far. */
    public interface Meter {
        CpuTime used() throws IOException;
    }

    /** Of a process that has no database. */
    public static Meter of(long pid) {
        return () -> new CpuTime(Processes.cpuSeconds(pid), 0);
    }

    public CpuTime since(CpuTime before) {
        return new CpuTime(server - before.server, database - before.database);
    }

    public CpuTime per(double count) {
        return new CpuTime(server / count, database / count);
    }

    public CpuTime millis() {
        return new CpuTime(server * 1000, database * 1000);
    }

    public double total() {
        return server + database;
    }
}
