package dev.storeward.store.azure;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.ConnectorSchema.FieldProblem;
import dev.storeward.store.wrap.Prefix;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The open half of an Azure backend, checked.
 *
 * @param service the account's blob service: {@code https://ACCOUNT.HOST}, or {@code
 *     http://HOST:PORT/ACCOUNT} where the account stands in the path
 * @param operators whether the operator named the endpoint, not the registrar
 */
record AzureSettings(
        String account, String container, Prefix prefix, URI service, boolean operators) {

    private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]{3,24}");
    private static final Pattern CONTAINER =
            Pattern.compile("[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){2,62}");

    /**
     * @param operatorsEndpoint where accounts are that name no endpoint of their own; empty: in the
     *     public cloud
     * @throws StoreException {@code INVALID} for the first thing wrong with it
     */
    static AzureSettings of(BackendSpec spec, Optional<URI> operatorsEndpoint) {
        problems(spec).stream()
                .findFirst()
                .ifPresent(problem -> {
                    throw new StoreException(
                            Code.INVALID, problem.field() + ": " + problem.message());
                });
        String account = value(spec, "account_name");
        String given = value(spec, "endpoint");
        boolean operators = given.isEmpty() && operatorsEndpoint.isPresent();
        URI service =
                operators
                        ? Endpoint.inPath(operatorsEndpoint.orElseThrow(), account)
                        : Endpoint.of(given, account);
        return new AzureSettings(
                account,
                value(spec, "container"),
                Prefix.of(value(spec, "prefix")),
                service,
                operators);
    }

    /** Every field whose value Azure would not take, and why. Missing ones are the schema's. */
    static List<FieldProblem> problems(BackendSpec spec) {
        List<FieldProblem> problems = new ArrayList<>();
        String account = value(spec, "account_name");
        boolean named = ACCOUNT.matcher(account).matches();
        if (!named) {
            problems.add(
                    new FieldProblem(
                            "account_name",
                            "Must be the storage account's name: 3 to 24 lower-case letters and"
                                    + " digits, without any host or URL."));
        }
        if (!CONTAINER.matcher(value(spec, "container")).matches()) {
            problems.add(
                    new FieldProblem(
                            "container",
                            "Must be 3 to 63 lower-case letters, digits and single dashes, the"
                                    + " first and last a letter or digit."));
        }
        try {
            Prefix.of(value(spec, "prefix"));
        } catch (StoreException e) {
            problems.add(new FieldProblem("prefix", String.valueOf(e.getMessage())));
        }
        if (named) {
            try {
                Endpoint.of(value(spec, "endpoint"), account);
            } catch (StoreException e) {
                problems.add(new FieldProblem("endpoint", String.valueOf(e.getMessage())));
            }
        }
        return problems;
    }

    /** What messages call the place. */
    String name() {
        return "container "
                + container
                + " of the storage account "
                + account
                + (Endpoint.publicCloud(service) ? "" : " at " + service.getAuthority());
    }

    private static String value(BackendSpec spec, String field) {
        return spec.get(field).strip();
    }
}
