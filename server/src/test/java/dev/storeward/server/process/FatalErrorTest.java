package dev.storeward.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FatalErrorTest {

    @Test
    void theProcessEndsWithACodeAndOneLine() {
        Logger logger = (Logger) LoggerFactory.getLogger(FatalError.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        List<Integer> codes = new ArrayList<>();

        new FatalError(codes::add, code -> codes.add(-code))
                .accept(new OutOfMemoryError("Java heap space"));

        logger.detachAppender(lines);
        assertThat(codes).containsExactly(70);
        assertThat(lines.list)
                .extracting(ILoggingEvent::getLevel, ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(
                                Level.ERROR,
                                "This server ends, as it cannot go on: java.lang.OutOfMemoryError: Java heap space"));
    }

    @Test
    void aProcessThatCannotEvenStopIsCutOff() {
        List<Integer> codes = new ArrayList<>();

        new FatalError(
                        code -> {
                            throw new OutOfMemoryError("unable to create native thread");
                        },
                        codes::add)
                .accept(new StackOverflowError());

        assertThat(codes).containsExactly(70);
    }
}
