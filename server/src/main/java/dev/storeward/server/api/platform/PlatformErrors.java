package dev.storeward.server.api.platform;

import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.ProblemAnswers;

/** Errors of the platform door: RFC 9457. */
public final class PlatformErrors extends ProblemAnswers {
    public PlatformErrors(Json json) {
        super(json, PlatformRoutes.BASE);
    }
}
