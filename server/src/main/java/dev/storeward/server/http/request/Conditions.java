package dev.storeward.server.http.request;

import dev.storeward.store.ByteRange;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Conditional and range requests of RFC 9110 for one file. */
public final class Conditions {
    private static final Pattern RANGE =
            Pattern.compile("(?i)bytes=\\s*+(\\d*+)\\s*+-\\s*+(\\d*+)\\s*+");
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);
    private static final BigInteger MORE_THAN_ANY_FILE = BigInteger.valueOf(Long.MAX_VALUE);

    private final HttpServletRequest request;
    private final String etag;
    private final Instant changedAt;

    /**
     * @param etag of the file as its door tells it, quotes included
     */
    public Conditions(HttpServletRequest request, String etag, Instant changedAt) {
        this.request = request;
        this.etag = etag;
        this.changedAt = changedAt;
    }

    /** A date in the form of HTTP. */
    public static String date(Instant time) {
        return HTTP_DATE.format(ZonedDateTime.ofInstant(time, ZoneOffset.UTC));
    }

    /** 412 or 304 where a condition decides, else empty. */
    public Optional<Integer> decision() {
        List<String> ifMatch = Collections.list(request.getHeaders("If-Match"));
        List<String> ifNoneMatch = Collections.list(request.getHeaders("If-None-Match"));
        if (!ifMatch.isEmpty()) {
            if (!matches(ifMatch, false)) {
                return Optional.of(412);
            }
        } else if (date("If-Unmodified-Since").filter(lastModified()::isAfter).isPresent()) {
            return Optional.of(412);
        }
        if (!ifNoneMatch.isEmpty()) {
            return matches(ifNoneMatch, true) ? Optional.of(304) : Optional.empty();
        }
        return date("If-Modified-Since")
                .filter(since -> !lastModified().isAfter(since))
                .map(since -> 304);
    }

    /**
     * The asked range; all of the file where none was asked, several, or one for another version.
     */
    public ByteRange range() {
        Optional<String> range = SingleHeader.ifClear(request, "Range");
        if (range.isEmpty() || !ifRangeHolds()) {
            return ByteRange.all();
        }
        Matcher matcher = RANGE.matcher(range.get());
        if (!matcher.matches()) {
            return ByteRange.all();
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? ByteRange.all() : new ByteRange.Last(number(last));
        }
        if (last.isEmpty()) {
            return new ByteRange.From(number(first));
        }
        return new BigInteger(last).compareTo(new BigInteger(first)) < 0
                ? ByteRange.all()
                : new ByteRange.Between(number(first), number(last));
    }

    /** Of any number of digits; more than any file has is as good as any such number. */
    private static long number(String digits) {
        return new BigInteger(digits).min(MORE_THAN_ANY_FILE).longValue();
    }

    private boolean ifRangeHolds() {
        if (!request.getHeaders("If-Range").hasMoreElements()) {
            return true;
        }
        return SingleHeader.ifClear(request, "If-Range")
                .filter(version ->
                        version.strip().equals(etag)
                                || instant(version).filter(lastModified()::equals).isPresent())
                .isPresent();
    }

    /**
     * Whether one of them is this file's. Clients of S3 leave the quotes away.
     *
     * @param lines of one header, which are one list
     */
    private boolean matches(List<String> lines, boolean weakly) {
        String list = String.join(",", lines);
        if (list.strip().equals("*")) {
            return true;
        }
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .map(tag -> weakly && tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> etag.equals(tag) || etag.equals('"' + tag + '"'));
    }

    private Optional<Instant> date(String header) {
        return SingleHeader.ifClear(request, header).flatMap(Conditions::instant);
    }

    private Instant lastModified() {
        return changedAt.truncatedTo(ChronoUnit.SECONDS);
    }

    /** A date nobody can read is as if it had not been sent (RFC 9110, 13.1.3), as are two. */
    public static Optional<Instant> instant(String header) {
        try {
            return Optional.of(
                    ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
