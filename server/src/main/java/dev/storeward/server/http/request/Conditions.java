package dev.storeward.server.http.request;

import dev.storeward.core.file.StoredFile;
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
import org.jspecify.annotations.Nullable;

/** Conditional and range requests of RFC 9110 for one file. */
public final class Conditions {
    private static final Pattern RANGE =
            Pattern.compile("(?i)bytes=\\s*+(\\d*+)\\s*+-\\s*+(\\d*+)\\s*+");
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);
    private static final BigInteger MORE_THAN_ANY_FILE = BigInteger.valueOf(Long.MAX_VALUE);

    private final HttpServletRequest request;
    private final StoredFile file;

    public Conditions(HttpServletRequest request, StoredFile file) {
        this.request = request;
        this.file = file;
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
        } else if (modifiedAfter(request.getHeader("If-Unmodified-Since"))) {
            return Optional.of(412);
        }
        if (!ifNoneMatch.isEmpty()) {
            return matches(ifNoneMatch, true) ? Optional.of(304) : Optional.empty();
        }
        Instant since = instant(request.getHeader("If-Modified-Since"));
        return since != null && !lastModified().isAfter(since)
                ? Optional.of(304)
                : Optional.empty();
    }

    /**
     * The asked range; all of the file where none was asked, several, or one for another version.
     */
    public ByteRange range() {
        String range = request.getHeader("Range");
        if (range == null || !ifRangeHolds()) {
            return ByteRange.all();
        }
        Matcher matcher = RANGE.matcher(range);
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
        String ifRange = request.getHeader("If-Range");
        if (ifRange == null) {
            return true;
        }
        Instant date = instant(ifRange);
        return date == null ? ifRange.strip().equals(file.etag()) : lastModified().equals(date);
    }

    /**
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
                .anyMatch(file.etag()::equals);
    }

    private boolean modifiedAfter(@Nullable String header) {
        Instant date = instant(header);
        return date != null && lastModified().isAfter(date);
    }

    private Instant lastModified() {
        return file.uploadedAt().truncatedTo(ChronoUnit.SECONDS);
    }

    private static @Nullable Instant instant(@Nullable String header) {
        if (header == null) {
            return null;
        }
        try {
            return ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        } catch (DateTimeException e) {
            // A date nobody can read is as if it had not been sent (RFC 9110, 13.1.3).
            return null;
        }
    }
}
