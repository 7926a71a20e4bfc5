package dev.storeward.core.db;

import dev.storeward.core.db.StatementProxy.Cut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Loses the connection to the database at each statement of an act in turn: before it is executed,
 * and after it was but before anybody knows. All of them are counted out, none is left to chance.
 * As a function it is the way by which a node is to reach its database.
 */
public final class EachStatement implements UnaryOperator<String>, AutoCloseable {
    /** The short form looks at each fourth statement of what has many, the long form at all. */
    public static final int STRIDE = Integer.getInteger("storeward.rounds", 1) > 1 ? 1 : 4;

    private @Nullable StatementProxy proxy;

    /** What one act begins with, and what must be true after it. */
    public interface Scene extends AutoCloseable {
        /** What is done while a connection is lost; it may throw. */
        void act();

        /**
         * Goes on as a node does by itself, and asserts that everything is as it must be.
         *
         * @param told where the connection was lost
         */
        void settle(String told);

        @Override
        void close();
    }

    @Override
    public String apply(String jdbcUrl) {
        StatementProxy made = StatementProxy.to(jdbcUrl);
        proxy = made;
        return made.jdbcUrl();
    }

    /**
     * Plays a scene for each statement, and once more without a loss.
     *
     * @param stride 1 for each, 4 for each fourth
     * @return how many executions the act has
     */
    public int of(String what, int stride, Supplier<Scene> scenes) {
        StatementProxy between = Objects.requireNonNull(proxy);
        for (Cut cut : Cut.values()) {
            for (int number = 1; ; number += stride) {
                try (Scene scene = scenes.get()) {
                    between.cutAt(number, cut);
                    String told = what + ", cut " + cut + " execution " + number;
                    try {
                        scene.act();
                    } catch (RuntimeException e) {
                        told += " (" + e + ")";
                    }
                    boolean happened = between.heal();
                    scene.settle(told);
                    if (!happened) {
                        if (cut == Cut.AFTER) {
                            return number - 1;
                        }
                        break;
                    }
                }
            }
        }
        throw new IllegalStateException();
    }

    @Override
    public void close() {
        StatementProxy made = proxy;
        if (made != null) {
            try {
                made.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
