package dev.storeward.core.upload;

import dev.storeward.core.NextStep;
import dev.storeward.core.Problem;
import dev.storeward.core.file.Category;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/** What is wrong with single values of an upload. */
final class UploadChecks {
    private UploadChecks() {}

    static Category category(String sent, Category otherwise) {
        if (sent.isEmpty()) {
            return otherwise;
        }
        return Category.ofWireName(sent)
                .orElseThrow(() ->
                        Problem.invalid(
                                        "file_category",
                                        "Must be one of data_source, profile_image, general.")
                                .asException());
    }

    static byte[] sha256(String sent) {
        if (sent.isEmpty()) {
            return new byte[0];
        }
        if (!sent.matches("[0-9A-Fa-f]{64}")) {
            throw wrongDigest("Must be 64 hexadecimal digits of a SHA-256.");
        }
        return HexFormat.of().parseHex(sent.toLowerCase(Locale.ROOT));
    }

    static void requireDigest(byte[] expected, byte[] actual) {
        if (expected.length > 0 && !MessageDigest.isEqual(expected, actual)) {
            throw wrongDigest(
                    "The bytes that arrived have the SHA-256 "
                            + HexFormat.of().formatHex(actual)
                            + ", not the one announced. Nothing was stored; send the file again.");
        }
    }

    private static RuntimeException wrongDigest(String sentence) {
        return Problem.invalid("sha256", sentence, new NextStep.SendDigest()).asException();
    }
}
