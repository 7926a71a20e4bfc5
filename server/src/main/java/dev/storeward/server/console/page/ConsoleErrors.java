package dev.storeward.server.console.page;

import dev.storeward.core.Problem;
import dev.storeward.server.http.response.ErrorMapper;
import dev.storeward.server.http.response.Refusal;
import dev.storeward.server.http.response.Response;
import gg.jte.generated.precompiled.page.JteerrorGenerated;
import java.util.Map;

/** The console's errors where no screen can tell them: a page of its own, for anybody. */
public final class ConsoleErrors implements ErrorMapper {
    static final String BASE = "/console";

    @Override
    public boolean answersFor(String rawPath) {
        return rawPath.equals(BASE) || rawPath.startsWith(BASE + "/");
    }

    @Override
    public Response of(Problem problem, String requestId) {
        Response page = page(ProblemPages.status(problem), ProblemPages.view(problem), requestId);
        return switch (problem) {
            case Problem.RateLimited p ->
                    page.with("Retry-After", String.valueOf(p.retryAfterSeconds()));
            case Problem.Unavailable p ->
                    page.with("Retry-After", String.valueOf(p.retryAfterSeconds()));
            default -> page;
        };
    }

    @Override
    public Response of(Refusal refusal, String requestId) {
        Response page =
                page(
                        refusal.status(),
                        new ProblemView(refusal.title(), refusal.message(), Map.of()),
                        requestId);
        for (Map.Entry<String, String> header : refusal.headers().entrySet()) {
            page = page.with(header.getKey(), header.getValue());
        }
        return page;
    }

    @Override
    public Response internal(String requestId) {
        return page(
                500,
                new ProblemView(
                        "Something went wrong here",
                        "This is our fault. Try again, or tell the operator the request id.",
                        Map.of()),
                requestId);
    }

    private static Response page(int status, ProblemView problem, String requestId) {
        return Html.page(status, out -> JteerrorGenerated.render(out, null, problem, requestId));
    }
}
