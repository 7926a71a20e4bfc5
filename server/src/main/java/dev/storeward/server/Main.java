package dev.storeward.server;

import dev.storeward.server.config.ClosedEnvironment;
import dev.storeward.server.config.Settings;
import dev.storeward.server.config.SettingsException;
import dev.storeward.server.health.Readiness;
import dev.storeward.store.Redacted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the server and stays until it is told to stop. */
public final class Main {
    private Main() {}

    /**
     * Runs until SIGTERM, which drains and stops it.
     *
     * @param arguments the options of {@code storeward serve}
     */
    public static void main(String[] arguments) {
        ending(() -> {
            Settings settings = Wiring.settings(List.of(arguments));
            StartChecks.require(settings);
            Notices.keyOnCommandLine(settings);
            ConfigurableApplicationContext context = start(settings);
            Notices.publicUrl(settings);
            System.out.println("Storeward is ready: " + context.getBean(Address.class).url());
        });
    }

    /** Runs a command; where it fails, the process ends with code 1 and one sentence. */
    public static void ending(Runnable command) {
        try {
            command.run();
            System.out.flush();
        } catch (RuntimeException e) {
            System.err.println("storeward: " + sentence(e));
            System.exit(1);
        }
    }

    /**
     * The parts of a server without its doors and its recurring work, each made when it is asked
     * for. The caller closes the context.
     */
    public static ConfigurableApplicationContext parts(Settings settings) {
        return application(settings, Map.of())
                .web(WebApplicationType.NONE)
                .lazyInitialization(true)
                .build()
                .run();
    }

    /** Starts a server; when this returns, it is ready. The caller closes the context. */
    public static ConfigurableApplicationContext start(Settings settings) {
        return start(settings, context -> {});
    }

    /**
     * As {@link #start(Settings)}.
     *
     * @param prepare sees the context before anything is made in it
     */
    static ConfigurableApplicationContext start(
            Settings settings, Consumer<ConfigurableApplicationContext> prepare) {
        SpringApplication application =
                application(settings, properties(settings))
                        .web(WebApplicationType.SERVLET)
                        .initializers(context -> prepare.accept(context))
                        .build();
        ConfigurableApplicationContext context = application.run();
        try {
            context.getBean(Readiness.class).awaitReady();
            return context;
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    private static SpringApplicationBuilder application(
            Settings settings, Map<String, Object> properties) {
        SpringApplicationBuilder builder =
                new SpringApplicationBuilder(Wiring.class)
                        .environment(ClosedEnvironment.of(properties))
                        .bannerMode(Banner.Mode.OFF)
                        .logStartupInfo(false)
                        .initializers(context ->
                                context.getBeanFactory().registerSingleton("settings", settings));
        ClosedEnvironment.close(builder.application());
        return builder;
    }

    private static Map<String, Object> properties(Settings settings) {
        return Map.ofEntries(
                Map.entry("server.address", settings.host()),
                Map.entry("server.port", settings.port()),
                // Proxies are believed by what the operator says, not by where this runs.
                Map.entry("server.forward-headers-strategy", "none"),
                Map.entry(
                        "server.shutdown",
                        settings.limits().drainSeconds() > 0 ? "graceful" : "immediate"),
                Map.entry(
                        "spring.lifecycle.timeout-per-shutdown-phase",
                        Math.max(1, settings.limits().drainSeconds()) + "s"),
                Map.entry("spring.threads.virtual.enabled", true),
                Map.entry("spring.servlet.multipart.enabled", false),
                // The pages there are have routes; nothing else of a jar is served.
                Map.entry("spring.web.resources.add-mappings", false),
                Map.entry("spring.mvc.formcontent.filter.enabled", false),
                // It would add a charset to every Content-Type, and fails where that has a
                // wildcard.
                Map.entry("spring.servlet.encoding.enabled", false),
                Map.entry("logging.level.org.springframework.boot.SpringApplication", "OFF"));
    }

    /** The messages of what went wrong that say more than where, innermost cause of ours first. */
    private static String sentence(Throwable thrown) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable t = thrown; t != null && chain.size() < 20; t = t.getCause()) {
            chain.add(t);
        }
        return chain.reversed().stream()
                .filter(t ->
                        t instanceof SettingsException
                                || t.getClass().getName().startsWith("dev.storeward."))
                .findFirst()
                .or(() -> java.util.Optional.of(chain.getLast()))
                .map(t -> Redacted.text(t.getMessage() == null ? t.toString() : t.getMessage()))
                .orElseThrow();
    }

    /** Where the server answers. */
    record Address(String url) {}
}
