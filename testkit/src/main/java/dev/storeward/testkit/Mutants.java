package dev.storeward.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * Hostile input of a parser: a corpus that is kept beside its test, one input a line with the
 * escapes of Java's strings, and changes of it that a seed decides.
 */
public final class Mutants {
    private static final String ODD = "\0\t\n\r \"%&+,-./0123456789:;<=>AZ\\_az~\u007f\u00e9\u2028";

    private final List<String> corpus;

    private Mutants(List<String> corpus) {
        this.corpus = corpus;
    }

    /** Of a corpus beside a test, and inputs that the test makes. */
    public static Mutants of(Class<?> test, String corpus, String... made) {
        try (InputStream in = test.getResourceAsStream(corpus)) {
            if (in == null) {
                throw new IllegalArgumentException("no corpus " + corpus);
            }
            List<String> all = new ArrayList<>(List.of(made));
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::translateEscapes)
                    .forEach(all::add);
            return new Mutants(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Plays the corpus, then a change of it per seed; what fails is told with its seed. */
    public void play(int seeds, Consumer<String> property) {
        corpus.forEach(input -> hold(property, "corpus", input));
        for (int seed = 0; seed < seeds; seed++) {
            hold(property, "seed " + seed, mutant(new Random(seed)));
        }
    }

    /** Holds that a call of a store answers, or fails as stores do, in a sentence. */
    public static void resultOrFailure(ThrowingCallable call) {
        try {
            call.call();
        } catch (StoreException e) {
            assertThat(e.getMessage()).endsWith(".");
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void hold(Consumer<String> property, String from, String input) {
        try {
            property.accept(input);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(from + ": [" + escaped(input) + "]: " + e, e);
        }
    }

    private String mutant(Random random) {
        String text = any(random);
        for (int i = random.nextInt(4); i >= 0; i--) {
            text = changed(text, random);
        }
        return text;
    }

    private String changed(String text, Random random) {
        int from = random.nextInt(text.length() + 1);
        int to = from + random.nextInt(text.length() - from + 1);
        String start = text.substring(0, from);
        String middle = text.substring(from, to);
        String rest = text.substring(to);
        return switch (random.nextInt(7)) {
            case 0 -> start + rest;
            case 1 -> start + odd(random) + middle + rest;
            case 2 -> start + middle + middle + rest;
            case 3 -> rest + middle + start;
            case 4 -> start + any(random) + rest;
            case 5 -> text.isEmpty() ? "" : flipped(text, random);
            default -> text.isEmpty() ? "" : replaced(text, odd(random), random);
        };
    }

    private static String flipped(String text, Random random) {
        int at = random.nextInt(text.length());
        return replaced(text, (char) (text.charAt(at) ^ (1 << random.nextInt(7))), at);
    }

    private static String replaced(String text, char with, Random random) {
        return replaced(text, with, random.nextInt(text.length()));
    }

    private static String replaced(String text, char with, int at) {
        return text.substring(0, at) + with + text.substring(at + 1);
    }

    private String any(Random random) {
        return corpus.get(random.nextInt(corpus.size()));
    }

    private static char odd(Random random) {
        return ODD.charAt(random.nextInt(ODD.length()));
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars()
                .forEach(c ->
                        escaped.append(
                                c >= ' ' && c < 127 && c != '\\'
                                        ? String.valueOf((char) c)
                                        : String.format("\\u%04x", c)));
        return escaped.toString();
    }
}
