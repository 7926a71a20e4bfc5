package dev.storeward.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RepeatedLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(RepeatedLogTest.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final RepeatedLog log = new RepeatedLog(nanos::get);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void close() {
        logger.detachAppender(lines);
    }

    @Test
    void anErrorIsToldAsOne() {
        log.error(logger, "key", "missing");
        log.error(logger, "key", "missing");
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        log.error(logger, "key", "missing still");

        assertThat(lines.list)
                .extracting(ILoggingEvent::getLevel, ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        tuple(Level.ERROR, "missing"),
                        tuple(
                                Level.ERROR,
                                "missing still (and 1 more like this after the last such line)"));
    }

    @Test
    void aKindIsToldOnceAMinuteAndTheRestCounted() {
        for (int i = 0; i < 38; i++) {
            log.warn(logger, "database", "away");
        }
        log.warn(logger, "other", "fails");
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        log.warn(logger, "database", "away");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        log.warn(logger, "database", "away again");
        nanos.addAndGet(Duration.ofDays(1).toNanos());
        log.warn(logger, "database", "and again");

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "away",
                        "fails",
                        "away again (and 38 more like this after the last such line)",
                        "and again");
    }
}
