package dev.storeward.server.http.request;

import dev.storeward.core.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;

/** The body of a request, which is always all of what is sent: nothing is put together here. */
public final class WholeBody {
    private static final String RANGE = "Content-Range";

    private WholeBody() {}

    /**
     * The bytes of the body.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when they are said to be a part
     *     of something, {@code Incomplete}
     */
    public static InputStream of(HttpServletRequest request) {
        if (request.getHeaders(RANGE).hasMoreElements()) {
            throw piece();
        }
        try {
            return request.getInputStream();
        } catch (IOException e) {
            throw new Problem.Incomplete("The body cannot be read.").asException(e);
        }
    }

    /** As {@link #of}, to be held in memory: all of it comes within a time. */
    public static InputStream timely(HttpServletRequest request) {
        return TimelyStream.of(of(request));
    }

    /** A part of a file came where a whole one is taken. */
    static RuntimeException piece() {
        return Problem.invalid(
                        RANGE,
                        "Pieces of a file are not put together here, and nothing was stored. Send the whole file in one request, without this header.")
                .asException();
    }
}
