package dev.storeward.server.s3.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTimeTest {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    @Test
    void timesAreSpelledAsAFormatterSpellsThem() {
        long first = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
        long last = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            Instant time = Instant.ofEpochSecond(random.nextLong(first, last + 1));
            String text = FORM.format(time);

            assertThat(RequestTime.text(time)).isEqualTo(text);
            assertThat(RequestTime.parsed(text)).contains(time);
            assertThat(RequestTime.day(time)).isEqualTo(text.substring(0, 8));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "20130524T000000",
                "20130524T000000z",
                "20130524t000000Z",
                "20130524T0000000Z",
                "20130524T000060Z",
                "20130524T006000Z",
                "20130524T240000Z",
                "20130229T000000Z",
                "20131324T000000Z",
                "20130500T000000Z",
                "+2013052T000000Z",
                "-2013052T000000Z",
                "2013 524T000000Z",
                "２０１３０５２４T000000Z"
            })
    void whatIsNoTimeIsNotRead(String text) {
        assertThat(RequestTime.parsed(text)).isEmpty();
    }

    @Test
    void aDateHeaderMayBeSpelledAsHttpsDatesAre() {
        assertThat(RequestTime.ofHeader("Fri, 24 May 2013 00:00:00 GMT")).contains(Example.TIME);
        assertThat(RequestTime.ofHeader("20130524T000000Z")).contains(Example.TIME);
        assertThat(RequestTime.ofHeader("yesterday")).isEmpty();
    }

    @Test
    void aDateHeaderBeyondTheYearsOfSignaturesIsNotRead() {
        assertThat(RequestTime.ofHeader("Fri, 31 Dec 9999 23:59:59 -0100")).isEmpty();
    }
}
