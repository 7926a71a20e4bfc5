package dev.storeward.server.api.platform;

import dev.storeward.core.access.Caller;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.tenant.AllowedOrigins;
import dev.storeward.core.tenant.NewTenant;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.tenant.TenantChange;
import dev.storeward.core.tenant.TenantOrigins;
import dev.storeward.core.tenant.TenantOrigins.NewOrigins;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.Mutations;
import dev.storeward.server.http.request.Queries;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.Response;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Tenants, which pages may read what they are answered, and the audit log. */
final class TenantRoutes {
    private static final String TENANTS = PlatformRoutes.BASE + "/tenants";
    private static final String TENANT = TENANTS + "/{id}";
    private static final String CORS = TENANT + "/cors";

    private final Tenants tenants;
    private final TenantOrigins origins;
    private final AuditLog audit;
    private final Mutations mutations;
    private final Json json;

    TenantRoutes(
            PlatformRoutes.OfTenants services, AuditLog audit, Mutations mutations, Json json) {
        this.tenants = services.tenants();
        this.origins = services.origins();
        this.audit = audit;
        this.mutations = mutations;
        this.json = json;
    }

    void addTo(RouterFunctions.Builder routes, Door door) {
        routes.POST(TENANTS, door.taking(this::create))
                .GET(TENANTS, door.taking(this::list, "cursor", "limit"))
                .GET(TENANT, door.asSuperAdmin(this::get))
                .PATCH(TENANT, door.taking(this::update))
                .DELETE(TENANT, door.taking(this::delete))
                .GET(CORS, door.taking(this::getOrigins))
                .PUT(CORS, door.taking(this::putOrigins))
                .GET(TENANT + "/audit", door.taking(this::auditOfTenant, "cursor", "limit"))
                .GET(
                        PlatformRoutes.BASE + "/audit",
                        door.taking(this::auditOfAll, "cursor", "limit"));
    }

    private ServerResponse create(Caller caller, ServerRequest request) {
        byte[] body = json.body(request.servletRequest());
        NewTenant made = PlatformMapper.newTenant(json.parse(body, PlatformJson.NewTenant.class));
        return mutations
                .<Tenant>once(
                        caller,
                        request.servletRequest(),
                        body,
                        tenant -> answer(201, tenant),
                        kept -> answer(201, tenants.create(caller, made, kept)))
                .toResponse();
    }

    private ServerResponse list(Caller caller, ServerRequest request) {
        return json.answer(
                        200,
                        PlatformMapper.listing(
                                tenants.list(caller, PlatformMapper.page(request)),
                                PlatformMapper::tenant))
                .toResponse();
    }

    private ServerResponse get(Caller caller, ServerRequest request) {
        new Queries(request.servletRequest()).only(List.of());
        return answer(200, tenants.get(caller, PlatformMapper.id(request))).toResponse();
    }

    private ServerResponse update(Caller caller, ServerRequest request) {
        UUID id = PlatformMapper.id(request);
        byte[] body = json.body(request.servletRequest());
        TenantChange change =
                PlatformMapper.tenantChange(json.parse(body, PlatformJson.TenantPatch.class));
        return mutations
                .<Tenant>once(
                        caller,
                        request.servletRequest(),
                        body,
                        tenant -> answer(200, tenant),
                        kept -> answer(200, tenants.update(caller, id, change, kept)))
                .toResponse();
    }

    private ServerResponse delete(Caller caller, ServerRequest request) {
        UUID id = PlatformMapper.id(request);
        return mutations
                .<Tenant>done(
                        caller,
                        request.servletRequest(),
                        new byte[0],
                        kept -> tenants.delete(caller, id, kept))
                .toResponse();
    }

    private ServerResponse getOrigins(Caller caller, ServerRequest request) {
        return answer(origins.get(caller, PlatformMapper.id(request))).toResponse();
    }

    private ServerResponse putOrigins(Caller caller, ServerRequest request) {
        UUID id = PlatformMapper.id(request);
        byte[] body = json.body(request.servletRequest());
        NewOrigins asked = newOrigins(json.parse(body, PlatformJson.NewOrigins.class));
        return mutations
                .<AllowedOrigins>answering(
                        caller,
                        request.servletRequest(),
                        body,
                        this::answer,
                        kept -> origins.put(caller, id, asked, kept))
                .toResponse();
    }

    private static NewOrigins newOrigins(PlatformJson.NewOrigins sent) {
        List<@Nullable String> entries = sent.allowedOrigins();
        return new NewOrigins(
                entries == null ? null : entries.stream().map(PlatformMapper::orEmpty).toList(),
                sent.maxAgeSeconds());
    }

    private ServerResponse auditOfTenant(Caller caller, ServerRequest request) {
        return json.answer(
                        200,
                        PlatformMapper.listing(
                                audit.ofTenant(
                                        caller,
                                        PlatformMapper.id(request),
                                        PlatformMapper.page(request)),
                                PlatformMapper::audit))
                .toResponse();
    }

    private ServerResponse auditOfAll(Caller caller, ServerRequest request) {
        return json.answer(
                        200,
                        PlatformMapper.listing(
                                audit.all(caller, PlatformMapper.page(request)),
                                PlatformMapper::audit))
                .toResponse();
    }

    private Response answer(AllowedOrigins allowed) {
        return json.answer(
                200, new PlatformJson.Origins(allowed.entries(), allowed.maxAgeSeconds()));
    }

    private Response answer(int status, Tenant tenant) {
        return json.answer(status, PlatformMapper.tenant(tenant));
    }
}
