package dev.storeward.core.upload;

import dev.storeward.core.Problem;
import dev.storeward.core.file.Category;
import java.util.Arrays;
import java.util.Set;
import org.apache.tika.Tika;

/** Tells what a file is from its first bytes, and whether its category takes it. */
final class TypeSniffer {
    /** How much of a file is looked at. */
    private static final int PREFIX_BYTES = 8 << 10;

    private static final Set<String> RASTER_IMAGES =
            Set.of(
                    "image/png",
                    "image/jpeg",
                    "image/gif",
                    "image/webp",
                    "image/bmp",
                    "image/tiff",
                    "image/avif",
                    "image/heic",
                    "image/heif");

    private final Tika tika = new Tika();

    /**
     * The type of the bytes; the name refines what the bytes leave open, such as CSV among plain
     * texts.
     */
    String type(byte[] head, int length, String fileName) {
        return tika.detect(Arrays.copyOf(head, Math.min(length, PREFIX_BYTES)), fileName);
    }

    /**
     * @throws dev.storeward.core.ProblemException {@code UnsupportedType} when the category does
     *     not take these bytes, whatever their name says
     */
    void requireTaken(Category category, byte[] head, int length) {
        switch (category) {
            case DATA_SOURCE, GENERAL -> {}
            case PROFILE_IMAGE -> {
                String type = tika.detect(Arrays.copyOf(head, Math.min(length, PREFIX_BYTES)));
                if (!RASTER_IMAGES.contains(type)) {
                    throw new Problem.UnsupportedType(
                                    "A profile image must be a PNG, JPEG, GIF, WebP, BMP, TIFF, AVIF or HEIC image; these bytes are "
                                            + type
                                            + ".")
                            .asException();
                }
            }
        }
    }
}
