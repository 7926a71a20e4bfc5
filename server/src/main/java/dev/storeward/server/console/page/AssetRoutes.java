package dev.storeward.server.console.page;

import dev.storeward.core.Problem;
import java.util.Collections;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** The style sheets and scripts of the pages, for anybody. */
public final class AssetRoutes implements ScreenRoutes {
    @Override
    public void addTo(RouterFunctions.Builder routes, Screens screens) {
        routes.GET(Assets.BASE + "/{version}/{name}", AssetRoutes::asset);
    }

    private static ServerResponse asset(ServerRequest request) {
        boolean zipped =
                Collections.list(request.servletRequest().getHeaders("Accept-Encoding")).stream()
                        .anyMatch(accepted -> accepted.contains("gzip"));
        return Assets.answer(request.pathVariable("name"), zipped)
                .orElseThrow(() -> new Problem.NotFound("There is no such file.").asException())
                .toResponse();
    }
}
