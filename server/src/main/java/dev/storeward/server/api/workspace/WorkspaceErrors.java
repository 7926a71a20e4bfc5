package dev.storeward.server.api.workspace;

import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.ProblemJsonMapper;

/** Errors of the workspace door: RFC 9457. */
public final class WorkspaceErrors extends ProblemJsonMapper {
    public WorkspaceErrors(Json json) {
        super(json, WorkspaceRoutes.BASE, UploadUrlRoutes.BASE);
    }

    @Override
    protected String placeField() {
        return StorageClassMapper.PLACE;
    }
}
