package dev.storeward.server.api.s3;

import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.upload.request.PutCondition;
import dev.storeward.server.http.request.Conditions;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
     * On what a delete removes, as a request or an entry of its document says it; empty for none.
     * What is not there is gone already, whatever was to hold of it.
     *
     * @param tags of an {@code If-Match}
     * @param time when it must have been put, in the form of HTTP or of XML
     * @param size what it must have
     * @throws S3Exception {@code INVALID_ARGUMENT} for what is no time or no size
     */
    static Optional<Predicate<StoredFile>> ofDelete(
            Optional<String> tags, Optional<String> time, Optional<String> size) {
        List<Predicate<StoredFile>> all = new ArrayList<>();
        tags.ifPresent(sent -> all.add(file -> matches(sent, file)));
        time.map(ConditionReader::time)
                .ifPresent(at ->
                        all.add(file ->
                                file.uploadedAt().truncatedTo(ChronoUnit.SECONDS).equals(at)));
        size.map(sent -> ListingReader.number("x-amz-if-match-size", sent))
                .ifPresent(bytes -> all.add(file -> file.size() == bytes));
        return all.stream().reduce(Predicate::and);
    }

    private static Instant time(String sent) {
        return Conditions.instant(sent)
                .or(() -> {
                    try {
                        return Optional.of(Instant.parse(sent).truncatedTo(ChronoUnit.SECONDS));
                    } catch (DateTimeException _) {
                        return Optional.empty();
                    }
                })
                .orElseThrow(() ->
                        ListingReader.invalid(
                                "x-amz-if-match-last-modified-time", "This is no time."));
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
