package dev.storeward.server.api.configs;

import dev.storeward.core.Problem;
import dev.storeward.core.Problem.FieldProblem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.AccessRules;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.TenantScope;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.lookup.BackendDirectory;
import dev.storeward.core.backend.lookup.BackendDirectory.Listing;
import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.backend.registry.NewBackend;
import dev.storeward.core.backend.registry.Removal;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.Mutations;
import dev.storeward.server.http.request.Authentication;
import dev.storeward.server.http.request.PublicUrl;
import dev.storeward.server.http.request.Queries;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.node.ObjectNode;

/** The configs door: method, path, call. Every path is the same with a slash at its end. */
public final class ConfigsRoutes {
    static final String BASE = "/api/v1/storage-configs";

    static final String ORGANIZATION = "organization";
    private static final int PAGE = 20;
    private static final int LARGEST_PAGE = 100;
    private static final int RETRY_SECONDS = 3600;

    private final Door door;
    private final AccessRules access;
    private final Services services;
    private final PublicUrl publicUrl;
    private final Json json;

    /** Counts fields of requests that were left aside, by why. */
    public interface LeftAside {
        void count(String why, int fields);
    }

    /**
     * What this door calls.
     *
     * @param awsAccountId what customers' roles are to trust; empty when the operator set none
     */
    public record Services(
            Backends backends,
            BackendDirectory directory,
            Tenants tenants,
            Mutations mutations,
            LeftAside leftAside,
            String awsAccountId) {}

    public ConfigsRoutes(
            Authentication authentication,
            AccessRules access,
            Services services,
            PublicUrl publicUrl,
            Json json,
            ConfigsErrors errors) {
        this.door = new Door(authentication, access, errors, BASE, "/docs");
        this.access = access;
        this.services = services;
        this.publicUrl = publicUrl;
        this.json = json;
    }

    public RouterFunction<ServerResponse> routes() {
        RouterFunctions.Builder routes = RouterFunctions.route();
        add(routes, HttpMethod.GET, "", this::list);
        add(routes, HttpMethod.POST, "", this::create);
        add(routes, HttpMethod.GET, "/setup-info", this::setupInfo);
        add(routes, HttpMethod.GET, "/{uid}", this::get);
        add(routes, HttpMethod.DELETE, "/{uid}", this::delete);
        add(routes, HttpMethod.POST, "/{uid}/test", this::test);
        return door.closed(routes);
    }

    private void add(
            RouterFunctions.Builder routes,
            HttpMethod method,
            String path,
            Authentication.CallerHandler handler) {
        HandlerFunction<ServerResponse> inOrganization =
                door.as((caller, request) ->
                        handler.handle(inOrganization(caller, request), request));
        for (String end : List.of("", "/")) {
            routes.route(
                    RequestPredicates.method(method).and(RequestPredicates.path(BASE + path + end)),
                    inOrganization);
        }
    }

    /** The caller in the organization the request names; only super admins have the choice. */
    private Caller inOrganization(Caller caller, ServerRequest request) {
        String slug = new Queries(request.servletRequest()).text(ORGANIZATION, "");
        return ConfigsMapper.inOrganization(access.chosen(caller, slug));
    }

    private ServerResponse list(Caller caller, ServerRequest request) {
        Queries query = new Queries(request.servletRequest());
        int limit = (int) query.number("limit", PAGE, 1, LARGEST_PAGE);
        TenantScope tenant = caller.knownTenant();
        Listing listing =
                services.directory()
                        .list(
                                caller,
                                CursorMapper.position(tenant.id(), query.text("cursor", "")),
                                limit);
        boolean named = query.has(ORGANIZATION) || caller.namesItsTenant();
        String rest =
                "&limit="
                        + limit
                        + (named
                                ? "&organization="
                                        + URLEncoder.encode(tenant.slug(), StandardCharsets.UTF_8)
                                : "");
        String url = publicUrl.of(request.servletRequest()) + BASE + "/?cursor=";
        return json.answer(
                        200,
                        new ConfigsJson.Configs(
                                listing.older()
                                        .map(at -> url + CursorMapper.text(tenant.id(), at) + rest)
                                        .orElse(null),
                                listing.newer()
                                        .map(at -> url + CursorMapper.text(tenant.id(), at) + rest)
                                        .orElse(null),
                                listing.backends().stream().map(ConfigsMapper::config).toList()))
                .toResponse();
    }

    private ServerResponse create(Caller caller, ServerRequest request) {
        UUID tenantId = caller.knownTenant().id();
        byte[] body = json.body(request.servletRequest());
        RequestReader asked = new RequestReader(json.parse(body, ObjectNode.class));
        NewBackend made = checked(caller, asked);
        CloudMapper cloud = asked.cloud().orElseThrow();
        services.leftAside().count("unknown", asked.unknown());
        services.leftAside().count("unused", asked.unused());
        return services.mutations()
                .<Backend>once(
                        caller,
                        request.servletRequest(),
                        body,
                        backend -> answer(201, backend),
                        kept -> {
                            try {
                                return answer(
                                        201,
                                        services.backends().register(caller, tenantId, made, kept));
                            } catch (ProblemException e) {
                                throw ConfigsMapper.told(e.problem(), cloud).asException(e);
                            }
                        })
                .toResponse();
    }

    /** The backend that is asked for, when neither this door nor the core finds a field wrong. */
    private NewBackend checked(Caller caller, RequestReader asked) {
        UUID tenantId = caller.knownTenant().id();
        NewBackend made = asked.made();
        List<FieldProblem> ofCore = services.backends().problems(caller, tenantId, made);
        List<FieldProblem> problems = new ArrayList<>(asked.problems());
        ofCore.stream().flatMap(problem -> asked.told(problem).stream()).forEach(problems::add);
        if (!problems.isEmpty()) {
            throw new Problem.Invalid(problems).asException();
        }
        return made;
    }

    private ServerResponse get(Caller caller, ServerRequest request) {
        return answer(200, services.directory().get(caller, ConfigsMapper.uid(request)))
                .toResponse();
    }

    private ServerResponse delete(Caller caller, ServerRequest request) {
        UUID id = ConfigsMapper.uid(request);
        return services.mutations()
                .<Backend>done(
                        caller,
                        request.servletRequest(),
                        new byte[0],
                        kept -> {
                            services.directory().get(caller, id);
                            services.backends().remove(caller, id, Removal.FORGET, kept);
                        })
                .toResponse();
    }

    private ServerResponse test(Caller caller, ServerRequest request) {
        Backend backend = services.directory().get(caller, ConfigsMapper.uid(request));
        Map<String, List<String>> errors = failures(caller, backend);
        return json.answer(
                        200,
                        errors.isEmpty()
                                ? new ConfigsJson.Verified(true)
                                : new ConfigsJson.NotVerified(false, errors))
                .toResponse();
    }

    private Map<String, List<String>> failures(Caller caller, Backend backend) {
        try {
            return ConfigsMapper.errors(
                    services.backends().verify(caller, backend.id()).verification().failed(),
                    backend);
        } catch (ProblemException e) {
            if (e.problem() instanceof Problem.AlreadyExists overlap) {
                return ConfigsMapper.errors(overlap, backend);
            }
            throw e;
        }
    }

    private ServerResponse setupInfo(Caller caller, ServerRequest request) {
        UUID externalId = services.tenants().externalId(caller, caller.knownTenant().id());
        if (services.awsAccountId().isEmpty()) {
            throw new Problem.Unavailable(
                            "Buckets cannot be reached by role yet: the operator must set"
                                    + " STOREWARD_AWS_ACCOUNT_ID. Use s3_auth_method access_key.",
                            RETRY_SECONDS)
                    .asException();
        }
        return json.answer(
                        200, new ConfigsJson.Setup(services.awsAccountId(), externalId.toString()))
                .toResponse();
    }

    private Response answer(int status, Backend backend) {
        return json.answer(status, ConfigsMapper.config(backend));
    }
}
