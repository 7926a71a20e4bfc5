package dev.storeward.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CleanedLayoutTest {

    /** The line that the shipped configuration makes of an event. */
    private static String line(String message, @Nullable Throwable thrown, Object... arguments)
            throws JoranException {
        LoggerContext context = new LoggerContext();
        try {
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(CleanedLayoutTest.class.getResource("/logback.xml"));
            Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            var appender = (OutputStreamAppender<ILoggingEvent>) root.getAppender("ERR");
            ILoggingEvent event =
                    new LoggingEvent("here", root, Level.ERROR, message, thrown, arguments);
            return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
        } finally {
            context.stop();
        }
    }

    @Test
    void neitherAMessageNorACauseInAStackTraceTellsACredential() throws JoranException {
        RuntimeException sdk =
                new IllegalStateException(
                        "PUT https://b.test/k?X-Amz-Signature=5a1f&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE");
        String line =
                line(
                        "Request {} failed with secret_key={}",
                        new IllegalStateException("outer password=hunter2", sdk),
                        "req_1",
                        "wJalrXUtnFEMI");

        assertThat(line)
                .contains(
                        "ERROR",
                        "Request req_1 failed with secret_key=***",
                        "java.lang.IllegalStateException: outer password=***",
                        "Caused by: java.lang.IllegalStateException: PUT https://b.test/k?X-Amz-Signature=***&X-Amz-Credential=***")
                .doesNotContain("5a1f", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI", "hunter2");
    }

    @Test
    void aLineIsCutAtFourThousandCharactersAndBeforeAWord() throws JoranException {
        String line =
                line(
                        "Path {} " + "x ".repeat(1_000) + "https://user:pass" + "a-".repeat(50_000),
                        null,
                        "p");

        assertThat(line.length()).isLessThan(4_200);
        assertThat(line)
                .contains("Path p x x")
                .doesNotContain("user:pass")
                .containsPattern("x \\.\\.\\. \\(\\d+ more characters\\)\\R$");
    }

    @Test
    void theCausesOfAFailureStandInALineOfLongWords() throws JoranException {
        String line =
                line("Failed " + "word ".repeat(1_000), new IllegalStateException("the cause"));

        assertThat(line).contains("the cause", "CleanedLayoutTest");
    }

    @Test
    void nothingIsLoggedOfWhatStrangersSendToTheFramework() throws JoranException {
        LoggerContext context = new LoggerContext();
        try {
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(CleanedLayoutTest.class.getResource("/logback.xml"));

            for (String logger :
                    List.of(
                            "resource.ResourceHttpRequestHandler",
                            "PageNotFound",
                            "mvc.support.DefaultHandlerExceptionResolver")) {
                Logger one = context.getLogger("org.springframework.web.servlet." + logger);
                assertThat(one.isWarnEnabled()).as(logger).isFalse();
                assertThat(one.isErrorEnabled()).as(logger).isTrue();
            }
        } finally {
            context.stop();
        }
    }
}
