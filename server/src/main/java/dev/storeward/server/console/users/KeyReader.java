package dev.storeward.server.console.users;

import dev.storeward.core.Problem;
import dev.storeward.core.user.FileDisposition;
import dev.storeward.core.user.NewKey;
import dev.storeward.server.console.page.SentForm;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Forms about keys and users as requests of the core. */
final class KeyReader {
    private KeyReader() {}

    /** A key that ends with the day that was chosen, in UTC. */
    static NewKey newKey(SentForm form) {
        return new NewKey(form.text("name"), end(form.text("expires_at")));
    }

    private static @Nullable Instant end(String day) {
        if (day.isEmpty()) {
            return null;
        }
        try {
            return LocalDate.parse(day).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw Problem.invalid("expires_at", "Must be a day such as 2031-12-31.").asException();
        }
    }

    static FileDisposition disposition(SentForm form) {
        return form.text("files").equals("delete")
                ? new FileDisposition.DeleteFiles()
                : new FileDisposition.KeepFiles();
    }
}
