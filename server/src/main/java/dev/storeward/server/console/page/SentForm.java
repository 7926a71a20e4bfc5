package dev.storeward.server.console.page;

import dev.storeward.core.Problem;
import dev.storeward.server.http.request.RawPath;
import dev.storeward.server.http.request.WholeBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The fields of a form without files; of two with one name the first. */
public final class SentForm {
    private static final int MOST_BYTES = 64 << 10;

    private final Map<String, String> fields;

    private SentForm(Map<String, String> fields) {
        this.fields = Map.copyOf(fields);
    }

    /** Reads the body of a request. */
    public static SentForm of(HttpServletRequest request) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : body(request).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                String name = decoded("form", pair.substring(0, equals));
                fields.putIfAbsent(name, decoded(name, pair.substring(equals + 1)));
            }
        }
        return new SentForm(fields);
    }

    /** A field without the space around it; empty when it was not sent. */
    public String text(String name) {
        return fields.getOrDefault(name, "").strip();
    }

    /** Whether a box was ticked. */
    public boolean ticked(String name) {
        return !text(name).isEmpty();
    }

    /**
     * Requires that a name was typed by which something goes for good.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid}
     */
    public void requireTyped(String expected) {
        if (!text("typed_name").equals(expected.strip())) {
            throw Problem.invalid("typed_name", "Type the name exactly as it stands above.")
                    .asException();
        }
    }

    private static String body(HttpServletRequest request) {
        try (InputStream in = WholeBody.timely(request)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new Problem.TooLarge(
                                MOST_BYTES,
                                "The form is larger than " + (MOST_BYTES >> 10) + " KiB.")
                        .asException();
            }
            return new String(bytes, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new Problem.Incomplete("The form ended before its end. Send it again.")
                    .asException(e);
        }
    }

    private static String decoded(String name, String value) {
        return RawPath.decode(name, value.replace("+", "%20"));
    }
}
