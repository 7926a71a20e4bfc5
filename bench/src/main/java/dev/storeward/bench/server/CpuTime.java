package dev.storeward.bench.server;

/** CPU seconds of the server's process and of all of the database's. */
public record CpuTime(double server, double database) {
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
