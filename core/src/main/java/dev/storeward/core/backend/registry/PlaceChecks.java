package dev.storeward.core.backend.registry;

import dev.storeward.core.Checks;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.store.BackendSpec;
import dev.storeward.store.Connector;
import dev.storeward.store.Connector.Place;
import dev.storeward.store.ConnectorSchema;
import dev.storeward.store.Credential;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.Outbound;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.wrap.Prefix;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Everything that is asked of a place before it is stored. Safe for use by several threads. */
final class PlaceChecks {
    private static final String FIELD = "settings.";
    private static final String PREFIX = "prefix";
    private static final String CONDITIONAL_PUT = "conditional_put";

    private final Map<String, Connector> connectors;
    private final Outbound tenantsOutbound;
    private final LocalRoots roots;
    private final ProbeObject probe;

    PlaceChecks(
            Map<String, Connector> connectors,
            Outbound tenantsOutbound,
            LocalRoots roots,
            ProbeObject probe) {
        this.connectors = new TreeMap<>(connectors);
        this.tenantsOutbound = tenantsOutbound;
        this.roots = roots;
        this.probe = probe;
    }

    /** A place that may be stored. */
    record Checked(Connector connector, BackendSpec spec, Credential credential, Place place) {

        /**
         * With a setting the place was asked about, unless the registrar set it or there is none.
         */
        private Checked proven(String setting, boolean value) {
            boolean settable =
                    connector.schema().fields().stream().anyMatch(f -> f.name().equals(setting));
            if (!settable || !spec.get(setting).isEmpty()) {
                return this;
            }
            Map<String, String> settings = new HashMap<>(spec.settings());
            settings.put(setting, String.valueOf(value));
            return new Checked(
                    connector, new BackendSpec(spec.connector(), settings), credential, place);
        }
    }

    List<ConnectorSchema> schemas() {
        return connectors.values().stream().map(Connector::schema).toList();
    }

    /** Shape, rights and address; makes no request. */
    Checked check(Caller caller, NewBackend made) {
        Checks checks = new Checks();
        BackendName.check(checks, made);
        Optional<Connector> known = Optional.ofNullable(connectors.get(made.connector()));
        if (known.isEmpty()) {
            checks.add(
                    "connector",
                    "Unknown connector. Known are " + String.join(", ", connectors.keySet()) + ".");
        }
        Map<String, String> values = revealed(made.values());
        known.map(Connector::schema)
                .ifPresent(schema ->
                        schema.problems(values)
                                .forEach(p -> checks.add(FIELD + p.field(), p.message())));
        known.map(Connector::schema).ifPresent(schema -> checkEndpoints(checks, schema, values));
        if (!Prefix.leavesRoom(values.getOrDefault(PREFIX, "").strip())) {
            checks.add(FIELD + PREFIX, "Must be at most " + Prefix.MAX_BYTES + " bytes of UTF-8.");
        }
        checks.done();
        Connector connector = known.orElseThrow();
        ConnectorSchema schema = connector.schema();
        if (schema.operatorOnly() && caller.role() != Role.SUPER_ADMIN) {
            throw new Problem.Forbidden(
                            "Only a super admin may register a backend of the kind "
                                    + schema.name()
                                    + ".")
                    .asException();
        }
        Place place = place(connector, schema.spec(values));
        if (schema.operatorOnly()) {
            roots.require(Path.of(place.bucket()));
        }
        return new Checked(connector, schema.spec(values), schema.credential(values), place);
    }

    /**
     * Asks the place itself, and answers it with what it was proven to do.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} naming the step that failed
     */
    Checked verify(Checked checked) {
        Optional<String> failure;
        boolean conditionalPut = false;
        try (ObjectStore store =
                checked.connector().open(checked.spec(), checked.credential(), tenantsOutbound)) {
            failure = probe.firstFailure(store);
            if (failure.isEmpty()) {
                conditionalPut = probe.honoursIfAbsent(store);
            }
        } catch (StoreException e) {
            failure = Optional.of(sentence(e));
        }
        failure.ifPresent(sentence -> {
            throw Problem.invalid("settings", sentence).asException();
        });
        return checked.proven(CONDITIONAL_PUT, conditionalPut);
    }

    private void checkEndpoints(Checks checks, ConnectorSchema schema, Map<String, String> values) {
        for (ConnectorSchema.Field field : schema.fields()) {
            String value = values.getOrDefault(field.name(), "").strip();
            if (field.type() == ConnectorSchema.Type.URL && !value.isEmpty()) {
                String url = value.contains("://") ? value : "https://" + value;
                try {
                    tenantsOutbound.check(URI.create(url));
                } catch (StoreException e) {
                    checks.add(FIELD + field.name(), sentence(e));
                } catch (IllegalArgumentException e) {
                    checks.add(FIELD + field.name(), "Must be a URL such as https://host:port.");
                }
            }
        }
    }

    private static Place place(Connector connector, BackendSpec spec) {
        try {
            return connector.place(spec);
        } catch (StoreException e) {
            throw Problem.invalid("settings", sentence(e)).asException();
        }
    }

    private static String sentence(StoreException e) {
        return String.valueOf(e.getMessage());
    }

    private static Map<String, String> revealed(Map<String, Secret> values) {
        Map<String, String> plain = new HashMap<>();
        values.forEach((field, value) -> plain.put(field, value.reveal()));
        return plain;
    }
}
