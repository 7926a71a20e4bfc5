package dev.storeward.server.api.links;

import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.ProblemJsonMapper;

/** Errors of links: RFC 9457. */
public final class LinkErrors extends ProblemJsonMapper {
    public LinkErrors(Json json) {
        super(json, "/links/");
    }
}
