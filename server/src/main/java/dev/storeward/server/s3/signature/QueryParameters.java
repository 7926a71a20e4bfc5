package dev.storeward.server.s3.signature;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.storeward.server.s3.PercentEncoding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The parameters of a raw query, each in its one spelling. A {@code +} is a space. */
public final class QueryParameters {
    private final List<Parameter> parameters = new ArrayList<>();

    /**
     * A parameter.
     *
     * @param name percent-encoded
     * @param value percent-encoded; empty when there was none
     */
    private record Parameter(String name, String value) {}

    /**
     * Reads a query.
     *
     * @param raw without the question mark; empty for none
     * @throws dev.storeward.server.s3.S3Exception {@code INVALID_URI} when it is not well encoded
     */
    public QueryParameters(String raw) {
        for (String pair : raw.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            parameters.add(
                    new Parameter(
                            respelled(equals < 0 ? pair : pair.substring(0, equals)),
                            respelled(equals < 0 ? "" : pair.substring(equals + 1))));
        }
    }

    private static String respelled(String raw) {
        return PercentEncoding.encode(PercentEncoding.decode(raw, true), false);
    }

    /** Whether there is a parameter of this name, of unreserved characters. */
    public boolean has(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** The values of a parameter, whose name is of unreserved characters, as bytes of a text. */
    public List<String> values(String name) {
        return parameters.stream()
                .filter(p -> p.name().equals(name))
                .map(p -> new String(PercentEncoding.decode(p.value(), false), ISO_8859_1))
                .toList();
    }

    /** The names, percent-encoded, in the order they were sent. */
    public Set<String> names() {
        return parameters.stream()
                .map(Parameter::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** All but one parameter in the order of their bytes. */
    String canonicalWithout(String name) {
        return parameters.stream()
                .filter(p -> !p.name().equals(name))
                .sorted(Comparator.comparing(Parameter::name).thenComparing(Parameter::value))
                .map(p -> p.name() + "=" + p.value())
                .collect(Collectors.joining("&"));
    }
}
