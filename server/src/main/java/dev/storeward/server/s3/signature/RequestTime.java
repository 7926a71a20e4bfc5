package dev.storeward.server.s3.signature;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;

/** Times as signatures spell them: {@code 20130524T000000Z}. */
final class RequestTime {
    private static final DateTimeFormatter SHORT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC)
                    .withResolverStyle(ResolverStyle.STRICT);

    private RequestTime() {}

    static Optional<Instant> parsed(String text) {
        return parsed(SHORT, text);
    }

    /** Of a {@code Date} header, which may be spelled as HTTP's dates are. */
    static Optional<Instant> ofHeader(String text) {
        return parsed(text).or(() -> parsed(DateTimeFormatter.RFC_1123_DATE_TIME, text));
    }

    static String text(Instant time) {
        return SHORT.format(time);
    }

    /** The day of a time, as scopes name it. */
    static String day(Instant time) {
        return text(time).substring(0, 8);
    }

    private static Optional<Instant> parsed(DateTimeFormatter form, String text) {
        try {
            return Optional.of(form.parse(text, Instant::from));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
