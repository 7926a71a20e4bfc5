package dev.storeward.server.s3.xml;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Which pages of other origins may use a bucket. */
public record CorsConfiguration(List<Rule> rules) {
    private static final int MOST_RULES = 100;
    private static final int MOST_BYTES = 64 << 10;
    private static final int MOST_DIGITS = 9;
    private static final int LONGEST_ID = 255;
    private static final Set<String> METHODS = Set.of("GET", "PUT", "POST", "DELETE", "HEAD");

    public CorsConfiguration {
        rules = List.copyOf(rules);
    }

    /**
     * One rule.
     *
     * @param id empty for none
     * @param origins each with one {@code *} at most
     * @param headers that may be sent, each with one {@code *} at most
     * @param exposed headers that may be read
     */
    public record Rule(
            String id,
            List<String> origins,
            List<String> methods,
            List<String> headers,
            List<String> exposed,
            OptionalInt maxAgeSeconds) {
        public Rule {
            origins = List.copyOf(origins);
            methods = List.copyOf(methods);
            headers = List.copyOf(headers);
            exposed = List.copyOf(exposed);
        }
    }

    /**
     * Reads a document.
     *
     * @throws S3Exception {@code MALFORMED_XML} when it is another or has no rule, {@code
     *     INVALID_REQUEST} for methods and wildcards that there are not
     */
    public static CorsConfiguration read(InputStream body) throws IOException {
        return XmlCursor.read(
                body,
                MOST_BYTES,
                "CORSConfiguration",
                xml -> {
                    List<Rule> rules = new ArrayList<>();
                    xml.children(name -> {
                        if (!name.equals("CORSRule") || rules.size() == MOST_RULES) {
                            throw XmlCursor.malformed();
                        }
                        rules.add(rule(xml));
                    });
                    if (rules.isEmpty()) {
                        throw XmlCursor.malformed();
                    }
                    return new CorsConfiguration(rules);
                });
    }

    /** Writes the document. */
    public void write(OutputStream out) {
        XmlWriter xml = XmlWriter.begin(out, "CORSConfiguration");
        for (Rule rule : rules) {
            xml.start("CORSRule");
            if (!rule.id().isEmpty()) {
                xml.element("ID", rule.id());
            }
            rule.headers().forEach(one -> xml.element("AllowedHeader", one));
            rule.methods().forEach(one -> xml.element("AllowedMethod", one));
            rule.origins().forEach(one -> xml.element("AllowedOrigin", one));
            rule.exposed().forEach(one -> xml.element("ExposeHeader", one));
            rule.maxAgeSeconds().ifPresent(seconds -> xml.element("MaxAgeSeconds", seconds));
            xml.end();
        }
        xml.finish();
    }

    private static Rule rule(XmlCursor xml) {
        List<String> ids = new ArrayList<>();
        List<String> origins = new ArrayList<>();
        List<String> methods = new ArrayList<>();
        List<String> headers = new ArrayList<>();
        List<String> exposed = new ArrayList<>();
        List<Integer> ages = new ArrayList<>();
        xml.children(name -> {
            switch (name) {
                case "ID" -> ids.add(xml.text());
                case "AllowedOrigin" -> origins.add(pattern(name, xml.text().strip()));
                case "AllowedMethod" -> methods.add(method(xml.text().strip()));
                case "AllowedHeader" -> headers.add(pattern(name, xml.text().strip()));
                case "ExposeHeader" -> exposed.add(plain(xml.text().strip()));
                case "MaxAgeSeconds" -> ages.add((int) xml.number(MOST_DIGITS));
                default -> throw XmlCursor.malformed();
            }
        });
        boolean once = ids.size() <= 1 && ages.size() <= 1;
        if (!once || origins.isEmpty() || methods.isEmpty()) {
            throw XmlCursor.malformed();
        }
        String id = ids.isEmpty() ? "" : ids.getFirst();
        if (id.length() > LONGEST_ID) {
            throw invalid("The ID of a CORS rule has at most 255 characters.");
        }
        OptionalInt age = ages.isEmpty() ? OptionalInt.empty() : OptionalInt.of(ages.getFirst());
        return new Rule(id, origins, methods, headers, exposed, age);
    }

    private static String method(String text) {
        if (!METHODS.contains(text)) {
            throw invalid(
                    "Found unsupported HTTP method in CORS config. Unsupported method is " + text);
        }
        return text;
    }

    private static String pattern(String element, String text) {
        if (text.indexOf('*') != text.lastIndexOf('*')) {
            throw invalid(element + " \"" + text + "\" can not have more than one wildcard.");
        }
        return text;
    }

    private static String plain(String text) {
        if (text.indexOf('*') >= 0) {
            throw invalid(
                    "ExposeHeader \""
                            + text
                            + "\" contains wildcard. We currently do not support wildcard for ExposeHeader.");
        }
        return text;
    }

    private static S3Exception invalid(String message) {
        return new S3Exception(S3Code.INVALID_REQUEST, message);
    }
}
