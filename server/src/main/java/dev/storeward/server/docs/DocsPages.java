package dev.storeward.server.docs;

import dev.storeward.core.Problem;
import dev.storeward.server.http.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Swagger UI from this server alone: nothing is loaded from elsewhere. */
final class DocsPages {
    private static final String WEBJAR = "META-INF/resources/webjars/swagger-ui/";
    private static final String WEBJAR_PROPERTIES =
            "META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final Map<String, String> HEADERS =
            Map.of(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
                            + " img-src 'self' data:; font-src 'self' data:; connect-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                    "Referrer-Policy",
                    "no-referrer",
                    "Cache-Control",
                    "no-cache");

    private final Map<String, Response> pages = new HashMap<>();

    DocsPages() {
        String webjar = WEBJAR + version() + "/";
        add("index.html", "docs/index.html", "text/html;charset=utf-8");
        add("start.js", "docs/start.js", "text/javascript;charset=utf-8");
        add("swagger-ui.css", webjar + "swagger-ui.css", "text/css;charset=utf-8");
        add(
                "swagger-ui-bundle.js",
                webjar + "swagger-ui-bundle.js",
                "text/javascript;charset=utf-8");
        add("favicon-32x32.png", webjar + "favicon-32x32.png", "image/png");
    }

    Response page(String name) {
        Response page = pages.get(name);
        if (page == null) {
            throw new Problem.NotFound("There is no page " + name + ". /docs is the first.")
                    .asException();
        }
        return page;
    }

    private void add(String name, String resource, String type) {
        try (InputStream in = open(resource)) {
            pages.put(name, new Response(200, type, in.readAllBytes(), HEADERS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version() {
        try (InputStream in = open(WEBJAR_PROPERTIES)) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = DocsPages.class.getClassLoader().getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("The resource " + resource + " is missing.");
        }
        return in;
    }
}
