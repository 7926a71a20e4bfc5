package dev.storeward.server.api.platform;

import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.MigrationViews;
import dev.storeward.core.migration.Migrations;
import dev.storeward.core.migration.manifest.ManifestKeys;
import dev.storeward.core.migration.manifest.Manifests;
import dev.storeward.core.migration.request.MigrationChange;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.core.migration.request.Rollback;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.Mutations;
import dev.storeward.server.http.response.EventStreams;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.Response;
import dev.storeward.server.http.response.StreamedResponse;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.UUID;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Migrations: begun, watched, changed, ended, undone, and their manifests. */
final class MigrationRoutes {
    private static final String OF_TENANT = PlatformRoutes.BASE + "/tenants/{id}/migrations";
    private static final String MIGRATION = PlatformRoutes.BASE + "/migrations/{id}";
    private static final String KEYS = PlatformRoutes.BASE + "/keys/manifest";
    private static final int BUFFER = 64 << 10;

    private final PlatformRoutes.OfMigrations services;
    private final Mutations mutations;
    private final Json json;
    private final PlatformErrors errors;

    MigrationRoutes(
            PlatformRoutes.OfMigrations services,
            Mutations mutations,
            Json json,
            PlatformErrors errors) {
        this.services = services;
        this.mutations = mutations;
        this.json = json;
        this.errors = errors;
    }

    void addTo(RouterFunctions.Builder routes, Door door) {
        routes.GET(OF_TENANT, door.taking(this::list, "cursor", "limit"))
                .POST(OF_TENANT, door.taking(this::start))
                .GET(MIGRATION, door.taking(this::get))
                .PATCH(MIGRATION, door.taking(this::change))
                .GET(MIGRATION + "/items", door.taking(this::items, "cursor", "limit", "state"))
                .GET(MIGRATION + "/events", door.taking(this::events))
                .GET(MIGRATION + "/manifest", door.taking(this::manifest))
                .POST(MIGRATION + "/cancel", door.taking(this::cancel))
                .POST(MIGRATION + "/retry", door.taking(this::retry))
                .POST(MIGRATION + "/rollback", door.taking(this::rollback))
                .POST(MIGRATION + "/keep-source", door.taking(this::keepSource))
                .GET(KEYS, door.taking(this::keys));
    }

    private Migrations migrations() {
        return services.migrations();
    }

    private MigrationViews views() {
        return services.views();
    }

    private ServerResponse list(Caller caller, ServerRequest request) {
        return json.answer(
                        200,
                        PlatformMapper.listing(
                                views().list(
                                                caller,
                                                PlatformMapper.id(request),
                                                PlatformMapper.page(request)),
                                MigrationMapper::migration))
                .toResponse();
    }

    private ServerResponse start(Caller caller, ServerRequest request) {
        UUID tenantId = PlatformMapper.id(request);
        byte[] body = json.body(request.servletRequest());
        MigrationJson.NewMigration sent = json.parse(body, MigrationJson.NewMigration.class);
        NewMigration asked = MigrationMapper.newMigration(sent);
        if (Boolean.TRUE.equals(sent.plan())) {
            return json.answer(
                            200, MigrationMapper.plan(migrations().plan(caller, tenantId, asked)))
                    .toResponse();
        }
        try {
            return once(
                    caller,
                    request,
                    body,
                    201,
                    kept -> migrations().start(caller, tenantId, asked, kept));
        } catch (ProblemException e) {
            throw MigrationMapper.inOurWords(e.problem()).asException(e);
        }
    }

    private ServerResponse get(Caller caller, ServerRequest request) {
        return answer(200, views().get(caller, MigrationMapper.id(request))).toResponse();
    }

    private ServerResponse change(Caller caller, ServerRequest request) {
        UUID id = MigrationMapper.id(request);
        byte[] body = json.body(request.servletRequest());
        MigrationChange wanted =
                MigrationMapper.change(json.parse(body, MigrationJson.Change.class));
        return once(
                caller, request, body, 200, kept -> migrations().change(caller, id, wanted, kept));
    }

    private ServerResponse items(Caller caller, ServerRequest request) {
        return json.answer(
                        200,
                        PlatformMapper.listing(
                                views().items(
                                                caller,
                                                MigrationMapper.id(request),
                                                MigrationMapper.state(request),
                                                PlatformMapper.page(request)),
                                MigrationMapper::file))
                .toResponse();
    }

    private ServerResponse events(Caller caller, ServerRequest request) {
        UUID id = MigrationMapper.id(request);
        views().get(caller, id);
        return services.streams()
                .answer(
                        errors,
                        caller.memberOf(),
                        () -> {
                            Migration now = views().get(caller, id);
                            return new EventStreams.Told(
                                    json.mapper()
                                            .writeValueAsString(MigrationMapper.migration(now)),
                                    !now.state().open());
                        });
    }

    private ServerResponse manifest(Caller caller, ServerRequest request) {
        Manifests.Manifest manifest = services.manifests().of(caller, MigrationMapper.id(request));
        return new StreamedResponse(
                200,
                Map.of(
                        "Content-Type",
                        "application/jsonl",
                        "Content-Disposition",
                        "attachment; filename=\"" + manifest.fileName() + "\""),
                errors,
                response -> {
                    OutputStream out = new BufferedOutputStream(response.getOutputStream(), BUFFER);
                    manifest.writeTo(out);
                    out.flush();
                });
    }

    private ServerResponse cancel(Caller caller, ServerRequest request) {
        UUID id = MigrationMapper.id(request);
        byte[] body = json.body(request.servletRequest());
        String reason = reason(body);
        return once(
                caller, request, body, 200, kept -> migrations().cancel(caller, id, reason, kept));
    }

    private ServerResponse retry(Caller caller, ServerRequest request) {
        UUID id = MigrationMapper.id(request);
        return once(
                caller, request, new byte[0], 200, kept -> migrations().retry(caller, id, kept));
    }

    private ServerResponse rollback(Caller caller, ServerRequest request) {
        UUID id = MigrationMapper.id(request);
        byte[] body = json.body(request.servletRequest());
        Rollback wanted =
                body.length == 0
                        ? new Rollback(true, "")
                        : MigrationMapper.rollback(json.parse(body, MigrationJson.Rollback.class));
        return once(
                caller,
                request,
                body,
                201,
                kept -> migrations().rollback(caller, id, wanted, kept));
    }

    private ServerResponse keepSource(Caller caller, ServerRequest request) {
        UUID id = MigrationMapper.id(request);
        return once(
                caller,
                request,
                new byte[0],
                200,
                kept -> migrations().keepSource(caller, id, kept));
    }

    private ServerResponse keys(Caller caller, ServerRequest request) {
        ManifestKeys keys = services.manifestKeys();
        return json.answer(
                        200,
                        new PlatformJson.Listing(
                                keys.list(caller).stream().map(MigrationMapper::key).toList(),
                                null))
                .toResponse();
    }

    /** A body may be left out where all it could hold is a reason. */
    private String reason(byte[] body) {
        return body.length == 0
                ? ""
                : PlatformMapper.orEmpty(json.parse(body, MigrationJson.Reason.class).reason());
    }

    private ServerResponse once(
            Caller caller,
            ServerRequest request,
            byte[] body,
            int status,
            Mutations.Change<Migration> change) {
        return mutations
                .answering(
                        caller,
                        request.servletRequest(),
                        body,
                        migration -> answer(status, migration),
                        change)
                .toResponse();
    }

    private Response answer(int status, Migration migration) {
        return json.answer(status, MigrationMapper.migration(migration));
    }
}
