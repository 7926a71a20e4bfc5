package dev.storeward.server.docs;

import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.ProblemJsonMapper;

/** Errors of every address that is no other door's: RFC 9457. The last door to be asked. */
public final class DocsErrors extends ProblemJsonMapper {
    public DocsErrors(Json json) {
        super(json, "/");
    }
}
