package dev.storeward.store.gcs;

import com.google.api.client.http.HttpResponse;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The meaning of answers that the SDK passes on unread. */
record GcsErrors(GcsSettings settings, GcsFailures failures) {
    private static final Pattern CODE =
            Pattern.compile(
                    "<Code>([A-Za-z0-9]{1,60})</Code>|\"reason\"\\s*:\\s*\"([A-Za-z0-9]{1,60})\"");
    private static final int BYTES = 4096;

    /** The failure that an answer tells of. */
    StoreException refused(HttpResponse response) throws IOException {
        int status = response.getStatusCode();
        if (status < 300) {
            return new StoreException(
                    Code.UNKNOWN,
                    Reason.NOT_A_STORE,
                    "The " + settings.name() + " answered with status " + status + ".");
        }
        if (status == 416) {
            return new StoreException(
                    Code.INVALID,
                    "The range begins behind the end of the object in the "
                            + settings.name()
                            + ".");
        }
        @Nullable InputStream content = response.getContent();
        String text =
                content == null
                        ? ""
                        : new String(content.readNBytes(BYTES), StandardCharsets.UTF_8);
        Matcher code = CODE.matcher(text);
        String name = code.find() ? (code.group(1) == null ? code.group(2) : code.group(1)) : "";
        return failures.answered(
                status, GcsFailures.name(name), text, new IOException("status " + status));
    }
}
