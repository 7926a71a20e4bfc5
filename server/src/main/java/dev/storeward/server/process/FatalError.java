package dev.storeward.server.process;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends this process because of an error that nothing goes on from: one line in the log, exit code
 * {@value #EXIT_CODE}. It stops in order where it still can, and is cut off where it cannot.
 */
public final class FatalError implements Consumer<Error> {
    /** As {@code sysexits.h} numbers an error of the software itself. */
    static final int EXIT_CODE = 70;

    private static final Logger LOG = LoggerFactory.getLogger(FatalError.class);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final IntConsumer exit;
    private final IntConsumer halt;

    /**
     * @param exit stops in order; may not come back
     * @param halt stops at once
     */
    public FatalError(IntConsumer exit, IntConsumer halt) {
        this.exit = exit;
        this.halt = halt;
    }

    public static FatalError ofThisProcess() {
        Runtime runtime = Runtime.getRuntime();
        return new FatalError(runtime::exit, runtime::halt);
    }

    @Override
    public void accept(Error e) {
        try {
            LOG.error("This server ends, as it cannot go on: {}", e.toString());
            Thread stopping =
                    Thread.ofPlatform().name("fatal-error").daemon(true).start(this::stop);
            if (stopping.join(STOP)) {
                return;
            }
        } catch (InterruptedException | Error again) {
            // What is left of this process cannot even stop.
        }
        halt.accept(EXIT_CODE);
    }

    private void stop() {
        try {
            exit.accept(EXIT_CODE);
        } catch (Throwable e) {
            halt.accept(EXIT_CODE);
        }
    }
}
