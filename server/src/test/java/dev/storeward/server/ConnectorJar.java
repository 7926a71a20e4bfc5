package dev.storeward.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storeward.store.connector.Connector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A connector's source, compiled against the storage SPI alone and packed into a jar as a third
 * party would.
 *
 * @param service the class that the jar announces
 */
record ConnectorJar(String source, String service) {
    private static final Pattern SOURCE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    /** The connector of docs/connectors.md, under this name: it keeps objects in memory. */
    static ConnectorJar shelf(String name) throws IOException {
        Matcher source = SOURCE.matcher(Files.readString(Path.of("..", "docs", "connectors.md")));
        if (!source.find()) {
            throw new IOException("There is no connector in docs/connectors.md.");
        }
        return new ConnectorJar(source.group(1), "example.shelf.ShelfConnector")
                .with("NAME = \"shelf\"", "NAME = \"" + name + '"');
    }

    ConnectorJar renamed(String packageName) {
        return new ConnectorJar(
                source.replace("package example.shelf;", "package " + packageName + ";"),
                packageName + ".ShelfConnector");
    }

    ConnectorJar with(String old, String replacement) {
        return new ConnectorJar(source.replace(old, replacement), service);
    }

    ConnectorJar announcing(String other) {
        return new ConnectorJar(source, other);
    }

    void writeTo(Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("META-INF/services/" + Connector.class.getName()));
            out.write(service.getBytes(UTF_8));
            for (Map.Entry<String, ByteArrayOutputStream> compiled : compiled().entrySet()) {
                out.putNextEntry(new ZipEntry(compiled.getKey().replace('.', '/') + ".class"));
                out.write(compiled.getValue().toByteArray());
            }
        }
    }

    private Map<String, ByteArrayOutputStream> compiled() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (JavaFileManager standard = compiler.getStandardFileManager(null, null, UTF_8);
                Memory memory = new Memory(standard)) {
            boolean done =
                    compiler.getTask(
                                    messages,
                                    memory,
                                    null,
                                    List.of("-proc:none", "-cp", spi().toString()),
                                    null,
                                    List.of(new Source(source)))
                            .call();
            if (!done) {
                throw new IOException(messages.toString());
            }
            return memory.classes;
        }
    }

    private static Path spi() throws IOException {
        try {
            return Path.of(
                    Optional.ofNullable(Connector.class.getProtectionDomain().getCodeSource())
                            .orElseThrow()
                            .getLocation()
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///ShelfConnector.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();

        Memory(JavaFileManager standard) {
            super(standard);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location,
                String className,
                JavaFileObject.Kind kind,
                FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("bytes:///" + className), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return classes.computeIfAbsent(className, _ -> new ByteArrayOutputStream());
                }
            };
        }
    }
}
