package dev.storeward.core.migration.request;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * Hours of the day, over midnight when they end before they begin.
 *
 * @param to not included; the same as {@code from} is the whole day
 */
public record MigrationWindow(LocalTime from, LocalTime to, ZoneId zone) {

    public boolean contains(Instant at) {
        LocalTime time = at.atZone(zone).toLocalTime();
        boolean begun = !time.isBefore(from);
        boolean ended = !time.isBefore(to);
        return from.isBefore(to) ? begun && !ended : begun || !ended;
    }

    /** When it opens next; {@code at} itself when it is open then. */
    public Instant opensAt(Instant at) {
        if (contains(at)) {
            return at;
        }
        ZonedDateTime today = at.atZone(zone).with(from);
        Instant opens = today.toInstant();
        return opens.isAfter(at) ? opens : today.plusDays(1).with(from).toInstant();
    }
}
