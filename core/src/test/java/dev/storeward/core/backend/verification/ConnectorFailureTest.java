package dev.storeward.core.backend.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.storeward.store.StoreException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ConnectorFailureTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(ConnectorFailure.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    /** A kind that no other test of this process has used up. */
    private static final class Broken extends RuntimeException {
        Broken(String message) {
            super(message);
        }
    }

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void close() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    private static StoreException failed(RuntimeException failure) {
        Deadline deadline = Deadline.of(Duration.ofMinutes(1), Duration.ofMinutes(1));
        return catchThrowableOfType(
                StoreException.class,
                () ->
                        deadline.run(() -> {
                            throw failure;
                        }));
    }

    @Test
    void aConnectorThatBreaksItsContractAtEachCallHasOneLineAMinuteAndNoStackTrace() {
        for (int i = 0; i < 40; i++) {
            assertThat(failed(new Broken("broken")).code()).isEqualTo(StoreException.Code.UNKNOWN);
        }

        assertThat(lines.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.getFormattedMessage())
                            .isEqualTo(
                                    "A connector failed in a way that it does not explain: "
                                            + Broken.class.getName()
                                            + ": broken");
                    assertThat(line.getThrowableProxy()).isNull();
                });
    }

    @Test
    void whereTheLogIsAtDebugEachHasItsStackTrace() {
        logger.setLevel(Level.DEBUG);

        assertThat(failed(new IllegalStateException("first"))).hasRootCauseMessage("first");
        assertThat(failed(new IllegalStateException("second"))).hasRootCauseMessage("second");

        assertThat(lines.list)
                .filteredOn(line -> line.getLevel() == Level.DEBUG)
                .extracting(line -> line.getThrowableProxy().getMessage())
                .containsExactly("first", "second");
    }

    @Test
    void whatAConnectorExplainsIsNotLogged() {
        StoreException known = new StoreException(StoreException.Code.NOT_FOUND, "Not there.");

        assertThat(ConnectorFailure.of(known)).isSameAs(known);
        assertThat(lines.list).isEmpty();
    }
}
