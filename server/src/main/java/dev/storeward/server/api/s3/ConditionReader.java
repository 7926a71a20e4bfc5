package dev.storeward.server.api.s3;

import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.upload.request.PutCondition;
import dev.storeward.server.http.request.Conditions;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/** What must hold of an object before something is done to it. */
public final class ConditionReader {
    private static final String ANY = "*";
    private static final String COPY = "x-amz-copy-source-if-";

    private ConditionReader() {}

    /**
     * On what a put replaces. S3 knows {@code *} alone of {@code If-None-Match}; a list of tags
     * means what HTTP says.
     *
     * @throws S3Exception {@code NOT_IMPLEMENTED} for a condition that S3 has not
     */
    public static PutCondition ofPut(S3RequestReader sent) {
        requireNone(sent, "if-modified-since", "if-unmodified-since");
        Optional<String> match = sent.header("if-match");
        Optional<String> noneMatch = sent.header("if-none-match");
        if (match.isPresent() && noneMatch.isPresent()) {
            throw SupportReader.notImplemented("If-None-Match");
        }
        if (noneMatch.isPresent()) {
            String tags = noneMatch.get();
            return unquoted(tags).equals(ANY)
                    ? PutCondition.ABSENT
                    : there -> there == null || !matches(tags, there);
        }
        if (match.isEmpty()) {
            return PutCondition.NONE;
        }
        String tags = match.get();
        return there -> {
            if (there == null) {
                throw new S3Exception(S3Code.NO_SUCH_KEY);
            }
            return matches(tags, there);
        };
    }

    /**
     * On what a delete removes: S3 has some that are not done here.
     *
     * @throws S3Exception {@code NOT_IMPLEMENTED}
     */
    static void requireNoneOfDelete(S3RequestReader sent) {
        requireNone(sent, "if-match", "x-amz-if-match-last-modified-time", "x-amz-if-match-size");
    }

    private static void requireNone(S3RequestReader sent, String... names) {
        for (String name : names) {
            if (sent.header(name).isPresent()) {
                throw SupportReader.notImplemented(name);
            }
        }
    }

    /**
     * On the source of a copy.
     *
     * @throws S3Exception {@code PRECONDITION_FAILED}
     */
    static void requireCopied(S3RequestReader sent, ReadableFile source) {
        StoredFile file = source.file();
        Instant changed = file.uploadedAt().truncatedTo(ChronoUnit.SECONDS);
        Optional<String> match = sent.header(COPY + "match");
        Optional<String> noneMatch = sent.header(COPY + "none-match");
        boolean holds =
                match.map(tags -> matches(tags, file))
                        .orElseGet(
                                () -> holds(sent, "unmodified-since", at -> !changed.isAfter(at)));
        holds &=
                noneMatch
                        .map(tags -> !matches(tags, file))
                        .orElseGet(() -> holds(sent, "modified-since", changed::isAfter));
        if (!holds) {
            throw new S3Exception(S3Code.PRECONDITION_FAILED);
        }
    }

    private static boolean holds(S3RequestReader sent, String name, Predicate<Instant> condition) {
        return sent.header(COPY + name)
                .flatMap(Conditions::instant)
                .map(condition::test)
                .orElse(true);
    }

    private static boolean matches(String tags, StoredFile file) {
        String own = ObjectMapper.tag(file);
        return Arrays.stream(tags.split(",", -1))
                .map(String::strip)
                .map(ConditionReader::unquoted)
                .anyMatch(tag -> tag.equals(ANY) || tag.equals(own));
    }

    private static String unquoted(String tag) {
        return tag.length() > 1 && tag.startsWith("\"") && tag.endsWith("\"")
                ? tag.substring(1, tag.length() - 1)
                : tag;
    }
}
