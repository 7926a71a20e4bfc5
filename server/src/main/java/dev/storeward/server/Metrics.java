package dev.storeward.server;

import dev.storeward.core.db.Database;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.wrap.MeteredStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What this node counts, in the names Prometheus reads. */
final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        // There from the start, so that its first step is seen.
        registry.counter("storeward.downloads.paused");
        registry.counter("storeward.keys.wrong");
        for (String by : List.of("key", "tenant", "address", "wrong_key")) {
            registry.counter("storeward.requests.limited", "by", by);
        }
    }

    /** Work that was put off or refused because the database had too much to do, so far. */
    void databaseBusy(Database database) {
        FunctionCounter.builder("storeward.database.busy", database, Database::refused)
                .register(registry);
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    /** A store whose calls are counted by operation and outcome. */
    ObjectStore metered(ObjectStore store) {
        return new MeteredStore(
                store,
                call -> {
                    registry.timer(
                                    "storeward.store.calls",
                                    "operation",
                                    call.operation().name(),
                                    "outcome",
                                    call.failure().map(Enum::name).orElse("OK"))
                            .record(call.nanos(), TimeUnit.NANOSECONDS);
                });
    }

    /** A download was cut because its client took nothing for too long. */
    void pausedDownload() {
        registry.counter("storeward.downloads.paused").increment();
    }

    /** A request came with a key that is nobody's. */
    void wrongKey() {
        registry.counter("storeward.keys.wrong").increment();
    }

    /** A request was refused for its rate. */
    void rateLimited(String by) {
        registry.counter("storeward.requests.limited", "by", by).increment();
    }

    /** Fields of a storage configuration's request that nothing was done with. */
    void fieldsLeftAside(String why, int fields) {
        registry.counter("storeward.configs.fields.left.aside", "why", why).increment(fields);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
