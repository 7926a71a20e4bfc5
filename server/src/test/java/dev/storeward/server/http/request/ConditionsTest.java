package dev.storeward.server.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.file.Category;
import dev.storeward.core.file.StoredFile;
import dev.storeward.store.ByteRange;
import dev.storeward.store.StoreException;
import dev.storeward.testkit.Mutants;
import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranges and conditions for a file of ten bytes that came on 1 January 2020. */
class ConditionsTest {
    private static final BigInteger SIZE = BigInteger.TEN;

    private final StoredFile file =
            new StoredFile(
                    new UUID(1, 2),
                    new UUID(3, 4),
                    1,
                    new UUID(5, 6),
                    "organizations/1/files/2/a.txt",
                    "a.txt",
                    Category.GENERAL,
                    "text/plain",
                    SIZE.longValue(),
                    new byte[32],
                    "",
                    new UUID(7, 8),
                    Instant.parse("2020-01-01T00:00:00Z"),
                    1);

    private Conditions conditions(String... lines) {
        return new Conditions(SentRequest.with(lines), file.etag(), file.uploadedAt());
    }

    /** The bytes that a range gets, from and to; {@code none} where none of the file lies in it. */
    private String bytes(String range) {
        try {
            ByteRange.Slice slice = conditions("Range: " + range).range().within(SIZE.longValue());
            return slice.offset() + "+" + slice.length();
        } catch (StoreException e) {
            return "none";
        }
    }

    /** As RFC 9110 says it, with numbers of any length. */
    private static String expected(String range) {
        String all = "0+10";
        int dash = range.indexOf('-');
        if (!range.regionMatches(true, 0, "bytes=", 0, 6) || dash < 6) {
            return all;
        }
        String first = plain(range.substring(6, dash));
        String last = plain(range.substring(dash + 1));
        if (!(first + last).matches("[0-9]+")) {
            return all;
        }
        BigInteger to = last.isEmpty() ? SIZE : new BigInteger(last);
        if (first.isEmpty()) {
            BigInteger count = to.min(SIZE);
            return count.signum() == 0 ? "none" : SIZE.subtract(count) + "+" + count;
        }
        BigInteger from = new BigInteger(first);
        if (!last.isEmpty() && to.compareTo(from) < 0) {
            return all;
        }
        BigInteger end = to.min(SIZE.subtract(BigInteger.ONE)).add(BigInteger.ONE);
        return from.compareTo(SIZE) < 0 ? from + "+" + end.subtract(from) : "none";
    }

    private static String plain(String number) {
        return number.replaceAll("^\\s+|\\s+$", "");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0000000000000000000000000000005-, 5+5",
        "bytes=-0000000000000000000000000000005, 5+5",
        "bytes=1-0000000000000000000000000000005, 1+5",
        "bytes=99999999999999999999-88888888888888888888, 0+10",
        "bytes=88888888888888888888-99999999999999999999, none",
    })
    void aNumberMayHaveAnyNumberOfDigits(String range, String bytes) {
        assertThat(bytes(range)).isEqualTo(bytes);
    }

    @Test
    void anyRangeGetsWhatTheStandardSays() {
        Mutants.of(ConditionsTest.class, "ranges.txt")
                .play(20_000, text -> assertThat(bytes(text)).isEqualTo(expected(text)));
    }

    @Test
    void tagsOfSeveralLinesAreOneList() {
        String tag = file.etag();

        assertThat(conditions("If-Match: \"x\"", "If-Match: " + tag).decision()).isEmpty();
        assertThat(conditions("If-Match: \"x\"", "If-Match: \"y\"").decision()).contains(412);
        assertThat(conditions("If-Match: ").decision()).contains(412);
        assertThat(conditions("If-None-Match: \"x\"", "If-None-Match: W/" + tag).decision())
                .contains(304);
    }

    @Test
    void twoDifferentRangesOrDatesAreAsIfNoneHadBeenSent() {
        String earlier = "Wed, 01 Jan 2014 00:00:00 GMT";
        String later = "Sat, 01 Jan 2028 00:00:00 GMT";
        String[] since = {"If-Modified-Since: " + later, "If-Unmodified-Since: " + earlier};

        for (String line : since) {
            String name = line.substring(0, line.indexOf(':') + 2);
            assertThat(conditions(line, line).decision()).isPresent();
            assertThat(conditions(line, name + "Thu, 02 Jan 2014 00:00:00 GMT").decision())
                    .isEmpty();
        }
        assertThat(conditions("Range: bytes=1-", "Range: bytes=1-").range())
                .isEqualTo(new ByteRange.From(1));
        assertThat(conditions("Range: bytes=1-", "Range: bytes=2-").range())
                .isEqualTo(ByteRange.all());
        assertThat(
                        conditions("Range: bytes=1-", "If-Range: " + file.etag(), "If-Range: \"x\"")
                                .range())
                .isEqualTo(ByteRange.all());
    }

    @Test
    void conditionsDecideOrAreAsIfTheyHadNotBeenSent() {
        Mutants.of(ConditionsTest.class, "conditions.txt", file.etag())
                .play(
                        20_000,
                        text -> {
                            assertThat(conditions("If-Match: " + text).decision().orElse(412))
                                    .isEqualTo(412);
                            assertThat(
                                            conditions("If-Unmodified-Since: " + text)
                                                    .decision()
                                                    .orElse(412))
                                    .isEqualTo(412);
                            assertThat(conditions("If-None-Match: " + text).decision().orElse(304))
                                    .isEqualTo(304);
                            assertThat(
                                            conditions("If-Modified-Since: " + text)
                                                    .decision()
                                                    .orElse(304))
                                    .isEqualTo(304);
                            assertThat(conditions("If-Range: " + text, "Range: bytes=1-").range())
                                    .isIn(ByteRange.all(), new ByteRange.From(1));
                        });
    }
}
