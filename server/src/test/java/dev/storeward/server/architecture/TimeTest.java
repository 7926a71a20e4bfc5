package dev.storeward.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.architecture.Sources.Source;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clock, chance and environment are passed in, so that tests own them. {@code System.nanoTime}
 * measures deadlines within a node and is no clock.
 */
class TimeTest {
    private static final Pattern READS =
            Pattern.compile(
                    "\\b(Instant|LocalDate|LocalDateTime|LocalTime|OffsetDateTime|ZonedDateTime|Year)\\.now\\b"
                            + "|\\bClock\\.(system\\w*|tick\\w*)|\\bInstantSource\\.system\\b"
                            + "|\\bSystem\\.(currentTimeMillis|getenv)\\b"
                            + "|\\bnew (java\\.util\\.)?(Random|Date|SecureRandom|SplittableRandom)\\b"
                            + "|\\bThreadLocalRandom\\b|\\bMath\\.random\\b|\\bRandomGenerator\\.(of|getDefault)\\b");

    @Test
    @DisplayName("only the wiring reads the environment, the clock and chance")
    void onlyTheWiringReads() {
        assertThat(Sources.breaches(TimeTest::isBound, TimeTest::reads)).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("a class that reads the clock, chance or the environment is refused")
    @ValueSource(
            strings = {
                "Instant now = Instant.now();",
                "this(Clock.systemUTC());",
                "InstantSource clock = InstantSource.system();",
                "use(Clock::systemUTC, InstantSource::system);",
                "long now = System.currentTimeMillis();",
                "System.getenv(\"HOME\")",
                "new Random()",
                "ThreadLocalRandom.current()"
            })
    void readersAreRefused(String code) {
        Source planted = new Source("core/src/main/java/dev/storeward/core/Planted.java", code);
        assertThat(isBound(planted)).isTrue();
        assertThat(reads(planted)).isNotEmpty();
    }

    private static boolean isBound(Source source) {
        boolean module =
                source.module().equals("core")
                        || source.module().equals("server")
                        || source.module().startsWith("store");
        return module && !source.typeName().endsWith("Wiring");
    }

    private static List<String> reads(Source source) {
        return Sources.matches(READS, source.code().replace("::", "."));
    }
}
