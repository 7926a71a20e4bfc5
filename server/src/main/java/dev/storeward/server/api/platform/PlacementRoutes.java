package dev.storeward.server.api.platform;

import dev.storeward.core.access.Caller;
import dev.storeward.core.placement.NewPlacement;
import dev.storeward.core.placement.Placement;
import dev.storeward.core.placement.Placements;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.Mutations;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.Response;
import java.util.UUID;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Where new files go, and why. */
final class PlacementRoutes {
    private static final String PLACEMENT = PlatformRoutes.BASE + "/tenants/{id}/placement";

    private final Placements placements;
    private final Mutations mutations;
    private final Json json;

    PlacementRoutes(Placements placements, Mutations mutations, Json json) {
        this.placements = placements;
        this.mutations = mutations;
        this.json = json;
    }

    void addTo(RouterFunctions.Builder routes, Door door) {
        routes.GET(PLACEMENT, door.taking(this::get))
                .PUT(PLACEMENT, door.taking(this::put))
                .POST(PLACEMENT + "/explain", door.taking(this::explain));
    }

    private ServerResponse get(Caller caller, ServerRequest request) {
        return answer(placements.get(caller, PlatformMapper.id(request))).toResponse();
    }

    private ServerResponse put(Caller caller, ServerRequest request) {
        UUID tenantId = PlatformMapper.id(request);
        byte[] body = json.body(request.servletRequest());
        NewPlacement asked =
                PlacementMapper.newPlacement(json.parse(body, PlacementJson.Placement.class));
        return mutations
                .<Placement>once(
                        caller,
                        request.servletRequest(),
                        body,
                        this::answer,
                        kept -> answer(placements.put(caller, tenantId, asked, kept)))
                .toResponse();
    }

    private ServerResponse explain(Caller caller, ServerRequest request) {
        UUID tenantId = PlatformMapper.id(request);
        PlacementJson.Example example =
                json.read(request.servletRequest(), PlacementJson.Example.class);
        return json.answer(
                        200,
                        PlacementMapper.explanation(
                                placements.explain(
                                        caller, tenantId, PlacementMapper.facts(example))))
                .toResponse();
    }

    private Response answer(Placement placement) {
        return json.answer(200, PlacementMapper.placement(placement));
    }
}
