package dev.storeward.server.console.page;

import dev.storeward.core.crypto.Sha256;
import dev.storeward.server.http.response.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * Style sheets and scripts, all of them from the class path. Their addresses hold a digest of their
 * bytes, so that browsers keep them for good. Read when the first page is asked for.
 */
public final class Assets {
    static final String BASE = "/console/assets";

    private static final String WEBJARS = "META-INF/resources/webjars/";
    private static final String OWN = "console/";
    private static final String CSS = "text/css;charset=utf-8";
    private static final String SCRIPT = "text/javascript;charset=utf-8";
    private static final int VERSION_LENGTH = 16;

    private final Map<String, Asset> byName;

    private Assets(Map<String, Asset> byName) {
        this.byName = byName;
    }

    private record Asset(String type, byte[] bytes, byte[] zipped, String version) {}

    private static final class Read {
        static final Assets ALL = read();
    }

    /** The address of one. */
    public static String url(String name) {
        Asset asset = Read.ALL.byName.get(name);
        if (asset == null) {
            throw new IllegalArgumentException("There is no asset " + name + ".");
        }
        return BASE + "/" + asset.version() + "/" + name;
    }

    /**
     * One of them.
     *
     * @param zipped whether who asks understands gzip
     */
    static Optional<Response> answer(String name, boolean zipped) {
        return Optional.ofNullable(Read.ALL.byName.get(name)).map(asset -> answer(asset, zipped));
    }

    private static Response answer(Asset asset, boolean zipped) {
        Response whole =
                new Response(
                        200,
                        asset.type(),
                        zipped ? asset.zipped() : asset.bytes(),
                        Map.of(
                                "Cache-Control",
                                "public, max-age=31536000, immutable",
                                "Vary",
                                "Accept-Encoding"));
        return zipped ? whole.with("Content-Encoding", "gzip") : whole;
    }

    private static Assets read() {
        Map<String, Asset> found = new LinkedHashMap<>();
        add(found, "tabler.css", webjar("tabler__core", "dist/css/tabler.min.css"), CSS);
        add(found, "htmx.js", webjar("htmx.org", "dist/htmx.min.js"), SCRIPT);
        add(found, "console.css", OWN + "console.css", CSS);
        add(found, "theme.js", OWN + "theme.js", SCRIPT);
        add(found, "console.js", OWN + "console.js", SCRIPT);
        add(found, "upload.js", OWN + "upload.js", SCRIPT);
        add(found, "live.js", OWN + "live.js", SCRIPT);
        add(found, "icon.svg", OWN + "icon.svg", "image/svg+xml");
        return new Assets(Map.copyOf(found));
    }

    private static void add(Map<String, Asset> to, String name, String resource, String type) {
        byte[] bytes = bytes(resource);
        String version = HexFormat.of().formatHex(Sha256.of(bytes)).substring(0, VERSION_LENGTH);
        to.put(name, new Asset(type, bytes, zipped(bytes), version));
    }

    /** A file of a webjar, whose folder is named after its version. */
    private static String webjar(String name, String file) {
        String properties = "META-INF/maven/org.webjars.npm/" + name + "/pom.properties";
        java.util.Properties read = new java.util.Properties();
        try (InputStream in = open(properties)) {
            read.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return WEBJARS + name + "/" + read.getProperty("version", "") + "/" + file;
    }

    private static byte[] bytes(String resource) {
        try (InputStream in = open(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] zipped(byte[] bytes) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    private static InputStream open(String resource) {
        InputStream in = Assets.class.getClassLoader().getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("The resource " + resource + " is missing.");
        }
        return in;
    }
}
