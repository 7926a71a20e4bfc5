package dev.storeward.server.api.platform;

import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.ProblemJsonMapper;

/** Errors of the platform door: RFC 9457. */
public final class PlatformErrors extends ProblemJsonMapper {
    public PlatformErrors(Json json) {
        super(json, PlatformRoutes.BASE);
    }
}
