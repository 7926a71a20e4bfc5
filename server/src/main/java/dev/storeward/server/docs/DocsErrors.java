package dev.storeward.server.docs;

import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.ProblemAnswers;

/** Errors of every address that is no other door's: RFC 9457. The last door to be asked. */
public final class DocsErrors extends ProblemAnswers {
    public DocsErrors(Json json) {
        super(json, "/");
    }
}
