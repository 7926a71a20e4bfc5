package dev.storeward.server.http.request;

import dev.storeward.core.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The path of a request as it was sent, decoded exactly once, for addresses that hold slashes. */
public final class RawPath {
    private RawPath() {}

    /** The path as sent. */
    public static String of(HttpServletRequest request) {
        return request.getRequestURI();
    }

    /**
     * A part of a raw path, decoded once as UTF-8. A {@code +} is a plus.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when it is not well encoded; what
     *     is no ASCII never is
     */
    public static String decode(String field, String raw) {
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c > 0x7f) {
                throw malformed(field);
            }
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            if (i + 2 >= raw.length()
                    || !HexFormat.isHexDigit(raw.charAt(i + 1))
                    || !HexFormat.isHexDigit(raw.charAt(i + 2))) {
                throw malformed(field);
            }
            bytes.put((byte) HexFormat.fromHexDigits(raw, i + 1, i + 3));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes.flip())
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed(field);
        }
    }

    private static RuntimeException malformed(String field) {
        return Problem.invalid(field, "The path is not well-formed percent-encoded UTF-8.")
                .asException();
    }
}
