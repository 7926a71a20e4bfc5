package dev.storeward.server;

import dev.storeward.core.db.Database;
import dev.storeward.core.db.Tx;
import dev.storeward.core.job.Jobs.Job;
import dev.storeward.server.process.FatalError;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.BucketMaker;
import dev.storeward.store.connector.BucketPolicies;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.connector.PlaceProbe;
import dev.storeward.store.wrap.MeteredStore;
import dev.storeward.testkit.DelegatingPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * The parts of a server in which an {@link ErrorSource} has its moments: every unit of work of the
 * database, every look at the clock, every answer of a store, and both ends of every job. Its
 * process does not end, but tells the code it would have ended with.
 */
final class StruckParts implements BeanPostProcessor {
    private final ErrorSource errors;
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private @Nullable Database database;

    StruckParts(ErrorSource errors) {
        this.errors = errors;
    }

    /** The exit code, when the process was told to end. */
    CompletableFuture<Integer> end() {
        return end;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return switch (bean) {
            case Database made -> {
                database = made;
                yield made;
            }
            case Tx tx -> new Tx(new StruckPool(Objects.requireNonNull(database).dataSource()));
            case InstantSource clock when name.equals("clock") -> struck(clock);
            case FatalError fatal -> new FatalError(end::complete, end::complete);
            case Connectors connectors -> struck(connectors);
            case JobWiring.Recurring recurring ->
                    new JobWiring.Recurring(recurring.jobs().stream().map(this::struck).toList());
            default -> bean;
        };
    }

    private InstantSource struck(InstantSource clock) {
        return () -> {
            errors.moment();
            return clock.instant();
        };
    }

    private Job struck(Job job) {
        return new Job(job.name(), job.pause(), errors.around(job.name(), job.work()));
    }

    private Connectors struck(Connectors connectors) {
        Map<String, Connector> byName = new HashMap<>();
        connectors.byName().forEach((name, connector) -> byName.put(name, new Struck(connector)));
        return new Connectors(byName, connectors.jars());
    }

    private final class Struck implements Connector {
        private final Connector connector;

        Struck(Connector connector) {
            this.connector = connector;
        }

        @Override
        public ConnectorSchema schema() {
            return connector.schema();
        }

        @Override
        public Place place(BackendSpec spec) {
            return connector.place(spec);
        }

        @Override
        public ObjectStore open(BackendSpec spec, Credential credential, Outbound outbound) {
            return new MeteredStore(
                    connector.open(spec, credential, outbound), call -> errors.moment());
        }

        @Override
        public ObjectStore openKnown(BackendSpec spec, Credential credential, Outbound outbound) {
            return new MeteredStore(
                    connector.openKnown(spec, credential, outbound), call -> errors.moment());
        }

        @Override
        public void make(BackendSpec spec) {
            connector.make(spec);
        }

        @Override
        public List<ConnectorSchema.FieldProblem> problems(
                BackendSpec spec, Credential credential) {
            return connector.problems(spec, credential);
        }

        @Override
        public PlaceProbe probe() {
            return connector.probe();
        }

        @Override
        public Optional<BucketMaker> buckets() {
            return connector.buckets();
        }

        @Override
        public Optional<BucketPolicies> policies() {
            return connector.policies();
        }

        @Override
        public void close() {
            connector.close();
        }
    }

    private final class StruckPool extends DelegatingPool {
        StruckPool(DataSource pool) {
            super(pool);
        }

        @Override
        public Connection getConnection() throws SQLException {
            errors.moment();
            return super.getConnection();
        }
    }
}
