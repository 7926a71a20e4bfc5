package dev.storeward.server.console.files;

import dev.storeward.core.file.StoredFile;
import dev.storeward.server.console.page.FrameView;
import dev.storeward.server.console.page.ProblemView;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One file.
 *
 * @param text the beginning of a text; empty of what is none
 * @param cut whether the text goes on
 * @param link that was just made; null where none was
 */
public record FileView(
        FrameView frame,
        StoredFile file,
        String text,
        boolean cut,
        @Nullable Shared link,
        String notice,
        String inTenant,
        ProblemView problem) {

    /** A link with its end. */
    public record Shared(String url, Instant expiresAt) {}

    /** Whether browsers can show it as a picture; those with scripts in them are left out. */
    public boolean isPicture() {
        return switch (file.contentType()) {
            case "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp" ->
                    true;
            default -> false;
        };
    }

    public String digest() {
        return HexFormat.of().formatHex(file.sha256());
    }
}
