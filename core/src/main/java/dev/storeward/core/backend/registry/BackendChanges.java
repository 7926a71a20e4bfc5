package dev.storeward.core.backend.registry;

import dev.storeward.core.Checks;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.credential.SealedCredentials;
import dev.storeward.core.backend.record.BackendTable;
import dev.storeward.core.backend.record.SealedBackends;
import dev.storeward.core.backend.record.VerificationTable;
import dev.storeward.core.backend.registry.PlaceChecks.Checked;
import dev.storeward.core.backend.verification.Verification;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Tx;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.BucketPolicies;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Policy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Changes of backends that stay at their place. What is new proves itself before it replaces what
 * is there; the credential before stays sealed for an hour, for those who opened the backend with
 * it. Safe for use by several threads.
 */
public final class BackendChanges {
    private final Tx tx;
    private final AuditLog audit;
    private final SealedCredentials credentials;
    private final SealedBackends sealed;
    private final PlaceChecks checks;
    private final Verifications verifications;

    public BackendChanges(
            Tx tx, AuditLog audit, SealedCredentials credentials, RegistrationContext context) {
        this.tx = tx;
        this.audit = audit;
        this.credentials = credentials;
        this.sealed = new SealedBackends(credentials);
        this.checks = new PlaceChecks(context);
        this.verifications = new Verifications(context);
    }

    /**
     * Changes name, settings and credential.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} also for a field that would
     *     change the place; {@code Unproven}; {@code RateLimited}; {@code AlreadyExists} for a name
     *     that is taken; {@code Busy} when the backend was changed meanwhile
     */
    public Backend change(
            Caller caller, UUID id, BackendChange change, InSameTransaction<Backend> alongside) {
        Backend backend = changeable(caller, id);
        change.name().ifPresent(name -> checkName(backend, name));
        Optional<Checked> checked =
                change.values().isEmpty()
                        ? Optional.empty()
                        : Optional.of(check(caller, backend, change.values()));
        checked.ifPresent(place -> requireSamePlace(backend, place, change.values()));
        return made(caller, backend, change, checked, "backend.change", alongside);
    }

    /**
     * Replaces secrets; those not named stay.
     *
     * @param secrets secret fields of the backend's connector
     * @throws dev.storeward.core.ProblemException {@code Invalid} also for other fields; {@code
     *     Unproven}; {@code RateLimited}; {@code Busy} when the backend was changed meanwhile
     */
    public Backend rotate(
            Caller caller,
            UUID id,
            Map<String, Secret> secrets,
            InSameTransaction<Backend> alongside) {
        Backend backend = changeable(caller, id);
        Checks wrong = new Checks();
        ConnectorSchema schema = verifications.connector(backend).schema();
        if (secrets.isEmpty()) {
            wrong.add("settings", "Name the secret fields that are new.");
        }
        for (String field : new TreeSet<>(secrets.keySet())) {
            if (schema.fields().stream().noneMatch(f -> f.secret() && f.name().equals(field))) {
                wrong.add(
                        "settings." + field,
                        "Is no secret field: a change of the backend takes it.");
            }
        }
        wrong.done();
        BackendChange change = new BackendChange(Optional.empty(), secrets);
        Checked checked = check(caller, backend, secrets);
        return made(caller, backend, change, Optional.of(checked), "backend.rotate", alongside);
    }

    /**
     * What to grant so that a backend works, and nothing more.
     *
     * @param accountId the operator's account at the provider; empty when it is not known
     */
    public List<Policy> policies(Caller caller, UUID id, String accountId) {
        Backend backend = stored(caller, id);
        UUID externalId = externalId(BackendRules.requireTenants(backend));
        return verifications
                .connector(backend)
                .policies()
                .map(policies ->
                        policies.of(
                                backend.spec(),
                                new BucketPolicies.Grantee(accountId, externalId.toString())))
                .orElseGet(List::of);
    }

    /** Destroys credentials that were replaced an hour ago. For the recurring work. */
    public int forgetSuperseded() {
        return tx.forSystem().statement(SealedCredentials::forgetSuperseded);
    }

    private Backend made(
            Caller caller,
            Backend backend,
            BackendChange change,
            Optional<Checked> checked,
            String action,
            InSameTransaction<Backend> alongside) {
        UUID tenantId = BackendRules.requireTenants(backend);
        Optional<Verification> proof =
                checked.map(place -> verifications.requireProof(caller, tenantId, place));
        try {
            return tx.forSystem()
                    .transaction(sql -> {
                        if (checked.isPresent()) {
                            Displacement.claim(sql, audit, backend, checked.orElseThrow().place());
                        }
                        BackendRules.unchanged(sql, backend);
                        change.name()
                                .ifPresent(name -> BackendTable.rename(sql, backend.id(), name));
                        checked.ifPresent(place ->
                                sealed.replace(sql, backend, place.spec(), place.credential()));
                        proof.ifPresent(p -> VerificationTable.keep(sql, backend.id(), p));
                        Backend after =
                                BackendRules.found(
                                        BackendTable.find(sql, backend.id()), backend.id());
                        audit.record(
                                sql,
                                caller,
                                backend.tenantId(),
                                action,
                                BackendRules.target(backend),
                                details(after, change));
                        alongside.in(sql, after);
                        return after;
                    });
        } catch (DatabaseException e) {
            if (e.constraint().equals("backend_name")) {
                throw BackendRules.nameTaken(change.name().orElse(backend.name())).asException();
            }
            throw e;
        }
    }

    private Backend stored(Caller caller, UUID id) {
        Backend backend =
                BackendRules.found(tx.forSystem().statement(sql -> BackendTable.find(sql, id)), id);
        BackendRules.requireRuleOver(caller, backend);
        return backend;
    }

    private Backend changeable(Caller caller, UUID id) {
        Backend backend = stored(caller, id);
        BackendRules.requireTenants(backend);
        return backend;
    }

    private UUID externalId(UUID tenantId) {
        return tx.forTenant(tenantId)
                .statement(sql -> BackendTable.externalId(sql, tenantId))
                .orElseThrow(() -> BackendRules.noTenant(tenantId).asException());
    }

    private Checked check(Caller caller, Backend backend, Map<String, Secret> changed) {
        Connector connector = verifications.connector(backend);
        Map<String, Secret> values = new HashMap<>();
        connector.schema().fields().stream()
                .filter(field -> field.type() != ConnectorSchema.Type.EXTERNAL_ID)
                .map(ConnectorSchema.Field::name)
                .filter(backend.spec().settings()::containsKey)
                .forEach(field -> values.put(field, Secret.of(backend.spec().get(field))));
        values.putAll(credentials.of(backend).values());
        values.putAll(changed);
        UUID tenantId = BackendRules.requireTenants(backend);
        return checks.check(caller, connector, values, externalId(tenantId));
    }

    private static void checkName(Backend backend, String name) {
        // An unchanged name is not checked: rows may be older than the rules for names.
        if (name.equals(backend.name())) {
            return;
        }
        Checks checks = new Checks();
        BackendName.check(
                checks, new NewBackend(name, backend.spec().connector(), Map.of(), false));
        checks.done();
    }

    /** Objects refer to their place for ever: a backend that moved would lose them. */
    private void requireSamePlace(Backend backend, Checked checked, Map<String, Secret> changed) {
        Connector connector = checked.connector();
        Connector.Place place = connector.place(backend.spec());
        if (place.equals(checked.place())) {
            return;
        }
        Checks wrong = new Checks();
        for (String field : new TreeSet<>(changed.keySet())) {
            if (moves(connector, backend.spec(), place, field, changed)) {
                wrong.add(
                        "settings." + field,
                        "Cannot change: a backend stays at its place. Register the new place as"
                                + " another backend.");
            }
        }
        wrong.done();
        throw Problem.invalid("settings", "Cannot change together: a backend stays at its place.")
                .asException();
    }

    private static boolean moves(
            Connector connector,
            BackendSpec spec,
            Connector.Place place,
            String field,
            Map<String, Secret> changed) {
        Map<String, String> settings = new HashMap<>(spec.settings());
        settings.put(field, changed.getOrDefault(field, Secret.of("")).reveal());
        try {
            return !connector.place(new BackendSpec(spec.connector(), settings)).equals(place);
        } catch (StoreException e) {
            return true;
        }
    }

    private static Map<String, Object> details(Backend after, BackendChange change) {
        Map<String, Object> details = new HashMap<>(BackendRules.details(after));
        details.put("changed", List.copyOf(new TreeSet<>(change.values().keySet())));
        details.put("credential_version", after.credentialVersion());
        return details;
    }
}
