package dev.storeward.core.backend.registry;

import dev.storeward.core.Checks;
import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.store.Redacted;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.Connector.Place;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.ConnectorSchema.FieldProblem;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.connector.Profile;
import dev.storeward.store.wrap.Prefix;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Everything that is asked of a place before it is stored. Safe for use by several threads. */
final class PlaceChecks {
    private static final String FIELD = "settings.";
    private static final String PREFIX = "prefix";
    private static final String KEPT = ".storeward";

    private final Map<String, Connector> connectors;
    private final Outbound tenantsOutbound;
    private final LocalRoots roots;

    PlaceChecks(RegistrationContext context) {
        this.connectors = new TreeMap<>(context.connectors());
        this.tenantsOutbound = context.tenantsOutbound();
        this.roots = context.roots();
    }

    /** A place that may be stored. */
    record Checked(Connector connector, BackendSpec spec, Credential credential, Place place) {

        /** With what it was proven to do. */
        Checked with(Profile profile) {
            return new Checked(connector, spec.with(profile), credential, place);
        }
    }

    List<ConnectorSchema> schemas() {
        return connectors.values().stream().map(Connector::schema).toList();
    }

    /**
     * Shape, rights and address; makes no request.
     *
     * @param externalId the tenant's, for connectors that have a field for it
     */
    Checked check(Caller caller, NewBackend made, UUID externalId) {
        Checks checks = new Checks();
        BackendName.check(checks, made);
        Optional<Connector> known = Optional.ofNullable(connectors.get(made.connector()));
        if (known.isEmpty()) {
            checks.add(
                    "connector",
                    "Unknown connector. Known are " + String.join(", ", connectors.keySet()) + ".");
        }
        known.ifPresent(connector -> checkShape(checks, connector, made.values(), externalId));
        checks.done();
        return allowed(caller, known.orElseThrow(), made.values(), externalId);
    }

    /** Everything that speaks against a place before it is asked. */
    List<Problem.FieldProblem> problems(Caller caller, NewBackend made, UUID externalId) {
        try {
            check(caller, made, externalId);
            return List.of();
        } catch (ProblemException e) {
            if (e.problem() instanceof Problem.Invalid invalid) {
                return invalid.fields();
            }
            throw e;
        }
    }

    /**
     * The shape, rights and address of other values for a place.
     *
     * @param values all of them, secret ones too
     */
    Checked check(Caller caller, Connector connector, Map<String, Secret> values, UUID externalId) {
        Checks checks = new Checks();
        checkShape(checks, connector, values, externalId);
        checks.done();
        return allowed(caller, connector, values, externalId);
    }

    private void checkShape(
            Checks checks, Connector connector, Map<String, Secret> values, UUID externalId) {
        ConnectorSchema schema = connector.schema();
        List<FieldProblem> problems = new ArrayList<>(schema.problems(values));
        BackendSpec spec = filled(schema, values, externalId);
        for (FieldProblem problem : connector.problems(spec, schema.credential(values))) {
            if (problems.stream().noneMatch(p -> p.field().equals(problem.field()))) {
                problems.add(problem);
            }
        }
        problems.forEach(p -> checks.add(FIELD + p.field(), p.message()));
        checkEndpoints(checks, schema, values);
        String prefix = text(values, PREFIX);
        if (prefix.equals(KEPT) || prefix.startsWith(KEPT + "/")) {
            checks.add(FIELD + PREFIX, "The folder .storeward is kept for Storeward itself.");
        }
        if (!Prefix.leavesRoom(prefix)) {
            checks.add(FIELD + PREFIX, "Must be at most " + Prefix.MAX_BYTES + " bytes of UTF-8.");
        }
    }

    private Checked allowed(
            Caller caller, Connector connector, Map<String, Secret> values, UUID externalId) {
        ConnectorSchema schema = connector.schema();
        if (schema.operatorOnly() && caller.role() != Role.SUPER_ADMIN) {
            throw new Problem.Forbidden(
                            "Only a super admin may register a backend of the kind "
                                    + schema.name()
                                    + ".")
                    .asException();
        }
        BackendSpec spec = filled(schema, values, externalId);
        Place place = place(connector, spec);
        if (schema.operatorOnly()) {
            roots.require(Path.of(place.bucket()));
        }
        return new Checked(connector, spec, schema.credential(values), place);
    }

    private static BackendSpec filled(
            ConnectorSchema schema, Map<String, Secret> values, UUID externalId) {
        Map<String, String> settings = new HashMap<>(schema.spec(values).settings());
        schema.fields().stream()
                .filter(field -> field.type() == ConnectorSchema.Type.EXTERNAL_ID)
                .forEach(field -> settings.put(field.name(), externalId.toString()));
        return new BackendSpec(schema.name(), settings);
    }

    private void checkEndpoints(Checks checks, ConnectorSchema schema, Map<String, Secret> values) {
        for (ConnectorSchema.Field field : schema.fields()) {
            String value = text(values, field.name());
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
        return Redacted.text(String.valueOf(e.getMessage()));
    }

    private static String text(Map<String, Secret> values, String field) {
        Secret value = values.get(field);
        return value == null ? "" : value.reveal().strip();
    }
}
