package dev.storeward.server.console.page;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.session.Session;
import dev.storeward.server.http.request.Queries;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.UUID;

/**
 * A request of somebody who is signed in.
 *
 * @param caller who works in the tenant that the request names, where it names one
 * @param variables of the route's path
 */
public record Visit(
        Session session,
        Caller caller,
        HttpServletRequest request,
        Queries query,
        Map<String, String> variables) {
    public Visit {
        variables = Map.copyOf(variables);
    }

    /**
     * The id in the page's address.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound} when it is none
     */
    public UUID id() {
        return id(variables.getOrDefault("id", ""));
    }

    /**
     * An id that was sent.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound} when it is none
     */
    public static UUID id(String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equals(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // It names nothing.
        }
        throw new Problem.NotFound("There is nothing at this address.").asException();
    }

    /** A parameter of the page's address; empty when it is not there. */
    public String query(String name) {
        return query.text(name, "");
    }
}
