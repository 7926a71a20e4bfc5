package dev.storeward.server.proof.access;

import dev.storeward.server.Http.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The declared answers of every operation. A line is an operation, whose things it is about, and a
 * cell for each kind of caller: the status of a refusal, {@value #NAMELESS} or {@value #LET_IN}.
 */
final class AccessMatrix {
    /** Anything but 401, 403, 404 and a failure of ours: the caller passed, whatever it asked. */
    static final String LET_IN = "ok";

    /** A super admin is to name the tenant first. */
    static final String NAMELESS = "tenant";

    /** Whose things a request is about. */
    enum About {
        /** No address names a thing. */
        NOTHING,
        OURS,
        UNKNOWN
    }

    /** A kind of caller; {@code ours} is the tenant of the things, {@code theirs} another one. */
    enum Kind {
        WITHOUT_A_KEY,
        MEMBER,
        COLLEAGUE,
        SUPERVISOR,
        THEIR_MEMBER,
        THEIR_SUPERVISOR,
        OPERATOR,
        OPERATOR_IN_OURS,
        OPERATOR_IN_THEIRS
    }

    /** What is asked of the matrix. */
    record Line(String operation, About about) {}

    private final Map<Line, Map<Kind, String>> lines;

    private AccessMatrix(Map<Line, Map<Kind, String>> lines) {
        this.lines = lines;
    }

    static AccessMatrix read() {
        try (InputStream in =
                Objects.requireNonNull(
                        AccessMatrix.class.getResourceAsStream("access-matrix.txt"))) {
            Map<Line, Map<Kind, String>> lines = new LinkedHashMap<>();
            for (String text :
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (!text.isBlank() && !text.startsWith("#")) {
                    put(lines, text.strip().split("\\s+"));
                }
            }
            return new AccessMatrix(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(Map<Line, Map<Kind, String>> lines, String[] words) {
        Kind[] kinds = Kind.values();
        if (words.length != kinds.length + 2) {
            throw new IllegalStateException("Not a line of the matrix: " + List.of(words));
        }
        Map<Kind, String> cells = new EnumMap<>(Kind.class);
        int word = 2;
        for (Kind kind : kinds) {
            cells.put(kind, words[word++]);
        }
        Line line = new Line(words[0], About.valueOf(words[1].toUpperCase(java.util.Locale.ROOT)));
        if (lines.put(line, cells) != null) {
            throw new IllegalStateException("Twice in the matrix: " + line);
        }
    }

    List<Line> lines() {
        return new ArrayList<>(lines.keySet());
    }

    /** The declared answer; {@code undeclared} where there is none. */
    String expected(Line line, Kind kind) {
        return lines.getOrDefault(line, Map.of()).getOrDefault(kind, "undeclared");
    }

    /** What an answer is in a cell. */
    static String cell(Answer answer) {
        int status = answer.status();
        if (status == 400 && answer.text().contains("X-Tenant")) {
            return NAMELESS;
        }
        return status == 401 || status == 403 || status == 404 || status >= 500
                ? String.valueOf(status)
                : LET_IN;
    }
}
