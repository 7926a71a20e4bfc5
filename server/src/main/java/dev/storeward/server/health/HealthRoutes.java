package dev.storeward.server.health;

import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.installation.InstallationState.Glance;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.response.ErrorMapper;
import dev.storeward.server.http.response.Response;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * {@code /healthz}, {@code /readyz} and {@code /metrics}: no key is asked, nothing of a tenant is
 * told.
 */
public final class HealthRoutes {
    static final List<String> PATHS = List.of("/healthz", "/readyz", "/metrics");

    private final ErrorMapper errors;
    private final ManagementPort port;
    private final Readiness readiness;
    private final Supplier<Glance> installation;
    private final BooleanSupplier sharedFolderGone;
    private final PrometheusMeterRegistry metrics;

    /**
     * @param port where they are asked
     * @param sharedFolderGone whether files go by default to a folder that is not there
     */
    public HealthRoutes(
            ManagementPort port,
            Readiness readiness,
            Supplier<Glance> installation,
            BooleanSupplier sharedFolderGone,
            PrometheusMeterRegistry metrics,
            ErrorMapper errors) {
        this.port = port;
        this.errors = errors;
        this.readiness = readiness;
        this.installation = installation;
        this.sharedFolderGone = sharedFolderGone;
        this.metrics = metrics;
    }

    public RouterFunction<ServerResponse> routes() {
        return Door.answering(
                RouterFunctions.route()
                        .nest(
                                request -> port.answers(request.servletRequest()),
                                routes ->
                                        routes.GET(
                                                        "/healthz",
                                                        request -> text(200, "ok\n", Map.of()))
                                                .GET("/readyz", this::ready)
                                                .GET("/metrics", request -> metrics())),
                errors,
                PATHS.toArray(String[]::new));
    }

    private ServerResponse ready(ServerRequest request) {
        return switch (readiness.state()) {
            case READY -> text(200, "ready\n" + notices(), Map.of());
            case NO_DATABASE -> unready("the database does not answer\n");
            case NO_HEARTBEAT -> unready("the heartbeat of this node fails\n");
            case NO_KEY -> unready("the master key does not open the database's secrets\n");
        };
    }

    /**
     * A line for each thing that an operator must decide or know; it keeps nothing from working.
     */
    private String notices() {
        try {
            Glance glance = installation.get();
            return (glance.restoredCopy() ? "installation: restored_copy\n" : "")
                    + (glance.frozenLocations() > 0
                            ? "frozen_locations: " + glance.frozenLocations() + "\n"
                            : "")
                    + (sharedFolderGone.getAsBoolean() ? "shared_folder: gone\n" : "");
        } catch (DatabaseException e) {
            return "";
        }
    }

    private static ServerResponse unready(String reason) {
        return text(503, reason, Map.of("Retry-After", "5"));
    }

    private ServerResponse metrics() {
        return new Response(
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        metrics.scrape().getBytes(StandardCharsets.UTF_8),
                        Map.of())
                .toResponse();
    }

    private static ServerResponse text(int status, String text, Map<String, String> headers) {
        return new Response(
                        status,
                        "text/plain; charset=utf-8",
                        text.getBytes(StandardCharsets.UTF_8),
                        headers)
                .toResponse();
    }
}
