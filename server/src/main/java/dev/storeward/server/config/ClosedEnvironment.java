package dev.storeward.server.config;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.support.EnvironmentPostProcessorApplicationListener;
import org.springframework.core.env.AbstractEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

/**
 * What the framework is told, and all it is told: the values of this server. It reads no
 * environment variable, no system property and no configuration file, so that neither the name of a
 * neighbouring service nor a file in the working folder changes where and how this server answers.
 */
public final class ClosedEnvironment extends AbstractEnvironment {
    private ClosedEnvironment(MutablePropertySources sources) {
        super(sources);
    }

    public static ClosedEnvironment of(Map<String, Object> properties) {
        MutablePropertySources sources = new MutablePropertySources();
        sources.addFirst(new MapPropertySource("storeward", properties));
        return new ClosedEnvironment(sources);
    }

    /** Has an application without what would add to its environment when it starts. */
    public static void close(SpringApplication application) {
        application.setListeners(
                application.getListeners().stream()
                        .filter(listener ->
                                !(listener instanceof EnvironmentPostProcessorApplicationListener))
                        .toList());
        application.setAddCommandLineProperties(false);
    }
}
