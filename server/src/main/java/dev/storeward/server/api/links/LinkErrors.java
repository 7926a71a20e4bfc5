package dev.storeward.server.api.links;

import dev.storeward.server.http.Json;
import dev.storeward.server.http.ProblemAnswers;

/** Errors of links: RFC 9457. */
public final class LinkErrors extends ProblemAnswers {
    public LinkErrors(Json json) {
        super(json, "/links/");
    }
}
