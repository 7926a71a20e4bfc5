package dev.storeward.server.s3.signature;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Times as signatures spell them: {@code 20130524T000000Z}. Read and written by hand: each request
 * has several, for which formatters are slow.
 */
final class RequestTime {
    private static final int LENGTH = 16;
    private static final int LATEST_YEAR = 9_999;

    private RequestTime() {}

    static Optional<Instant> parsed(String text) {
        if (text.length() != LENGTH || text.charAt(8) != 'T' || text.charAt(15) != 'Z') {
            return Optional.empty();
        }
        for (int i = 0; i < LENGTH - 1; i++) {
            if (i != 8 && (text.charAt(i) < '0' || text.charAt(i) > '9')) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(
                    LocalDateTime.of(
                                    number(text, 0, 4),
                                    number(text, 4, 6),
                                    number(text, 6, 8),
                                    number(text, 9, 11),
                                    number(text, 11, 13),
                                    number(text, 13, 15))
                            .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** Of a {@code Date} header, which may be spelled as HTTP's dates are. */
    static Optional<Instant> ofHeader(String text) {
        return parsed(text).or(() -> ofHttp(text));
    }

    static String text(Instant time) {
        LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        if (!isSpelled(utc)) {
            throw new DateTimeException("No signature spells the year " + utc.getYear());
        }
        byte[] text = new byte[LENGTH];
        digits(text, 0, 4, utc.getYear());
        digits(text, 4, 6, utc.getMonthValue());
        digits(text, 6, 8, utc.getDayOfMonth());
        text[8] = 'T';
        digits(text, 9, 11, utc.getHour());
        digits(text, 11, 13, utc.getMinute());
        digits(text, 13, 15, utc.getSecond());
        text[15] = 'Z';
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** The day of a time, as scopes name it. */
    static String day(Instant time) {
        return text(time).substring(0, 8);
    }

    private static Optional<Instant> ofHttp(String text) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from))
                    .filter(time -> isSpelled(LocalDateTime.ofInstant(time, ZoneOffset.UTC)));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static boolean isSpelled(LocalDateTime utc) {
        return utc.getYear() >= 0 && utc.getYear() <= LATEST_YEAR;
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    private static void digits(byte[] text, int from, int to, int number) {
        int left = number;
        for (int i = to - 1; i >= from; i--) {
            text[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }
}
