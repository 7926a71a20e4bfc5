package dev.storeward.server.http.request;

import dev.storeward.core.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Text as it is taken: UTF-8, and nothing that is not. */
public final class Utf8 {
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private Utf8() {}

    /** Whether these bytes are UTF-8. */
    static boolean isWellFormed(byte[] bytes) {
        try {
            strict(bytes);
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /**
     * The text of these bytes, without a byte order mark before it.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when they are not UTF-8
     */
    public static String decode(String field, byte[] bytes) {
        try {
            String text = strict(bytes);
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw Problem.invalid(field, "Must be UTF-8.").asException(e);
        }
    }

    private static String strict(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
