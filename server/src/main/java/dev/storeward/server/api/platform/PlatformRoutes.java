package dev.storeward.server.api.platform;

import dev.storeward.core.access.AccessRules;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.TenantScope;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.registry.BackendChanges;
import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.installation.InstallationState;
import dev.storeward.core.masterkey.MasterKeyRotation;
import dev.storeward.core.migration.MigrationViews;
import dev.storeward.core.migration.Migrations;
import dev.storeward.core.migration.manifest.ManifestKeys;
import dev.storeward.core.migration.manifest.Manifests;
import dev.storeward.core.placement.Placements;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.tenant.TenantOrigins;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.core.user.Keys;
import dev.storeward.core.user.Revocations;
import dev.storeward.core.user.Users;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.Mutations;
import dev.storeward.server.http.request.Authentication;
import dev.storeward.server.http.response.EventStreams;
import dev.storeward.server.http.response.Json;
import java.util.List;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** The platform door: method, path, call. */
public final class PlatformRoutes {
    static final String BASE = "/api/v1/platform";

    private final Door door;
    private final Services services;
    private final Mutations mutations;
    private final Json json;
    private final PlatformErrors errors;

    /** What this door calls about tenants. */
    public record OfTenants(Tenants tenants, TenantOrigins origins) {}

    /**
     * What this door calls and tells about backends.
     *
     * @param awsAccountId the account that customers' roles trust; empty when unset
     */
    public record OfBackends(
            Backends backends,
            BackendChanges changes,
            Placements placements,
            String awsAccountId) {}

    /** What this door calls about migrations. */
    public record OfMigrations(
            Migrations migrations,
            MigrationViews views,
            Manifests manifests,
            ManifestKeys manifestKeys,
            EventStreams streams) {}

    /** What this door calls about the installation itself. */
    public record OfInstallation(MasterKeyRotation masterKey, InstallationState state) {}

    /** The services of the core this door calls. */
    public record Services(
            OfTenants tenants,
            Users users,
            Keys keys,
            Revocations revocations,
            OfBackends backends,
            OfMigrations migrations,
            OfInstallation installation,
            AuditLog audit) {}

    public PlatformRoutes(
            Authentication authentication,
            AccessRules access,
            Services services,
            Mutations mutations,
            Json json,
            PlatformErrors errors) {
        this.door = new Door(authentication, access, errors, BASE, "/docs");
        this.services = services;
        this.mutations = mutations;
        this.json = json;
        this.errors = errors;
    }

    public RouterFunction<ServerResponse> routes() {
        RouterFunctions.Builder routes =
                RouterFunctions.route().GET(BASE + "/whoami", door.taking(this::whoAmI));
        new TenantRoutes(services.tenants(), services.audit(), mutations, json).addTo(routes, door);
        new UserRoutes(services.users(), mutations, json).addTo(routes, door);
        OfBackends ofBackends = services.backends();
        new BackendRoutes(ofBackends.backends(), mutations, json).addTo(routes, door);
        new PlacementRoutes(ofBackends.placements(), mutations, json).addTo(routes, door);
        new BackendChangeRoutes(
                        ofBackends.backends(),
                        ofBackends.changes(),
                        ofBackends.awsAccountId(),
                        mutations,
                        json)
                .addTo(routes, door);
        new MigrationRoutes(services.migrations(), mutations, json, errors).addTo(routes, door);
        OfInstallation installation = services.installation();
        new KeyRoutes(
                        services.keys(),
                        services.revocations(),
                        installation.masterKey(),
                        mutations,
                        json)
                .addTo(routes, door);
        new InstallationRoutes(installation.state(), mutations, json).addTo(routes, door);
        return door.closed(routes);
    }

    private ServerResponse whoAmI(Caller caller, ServerRequest request) {
        TenantScope scope = caller.tenant();
        List<Tenant> tenants =
                scope == null
                        ? List.of()
                        : List.of(services.tenants().tenants().get(caller, scope.id()));
        return json.answer(200, PlatformMapper.whoAmI(caller, tenants)).toResponse();
    }
}
