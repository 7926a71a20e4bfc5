package dev.storeward.core.upload.body;

import dev.storeward.core.file.Category;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Which types each category takes. An entry is a whole type such as {@code text/csv}, or one of its
 * halves such as {@code image/*}; an empty list takes everything.
 */
public record AcceptedTypes(Map<Category, List<String>> byCategory) {
    /** What can stand for a person and runs nothing: raster images. */
    private static final List<String> RASTER_IMAGES =
            List.of(
                    "image/png",
                    "image/jpeg",
                    "image/gif",
                    "image/webp",
                    "image/bmp",
                    "image/tiff",
                    "image/avif",
                    "image/heic",
                    "image/heif");

    public AcceptedTypes {
        byCategory = Map.copyOf(byCategory);
    }

    /**
     * The types of a platform whose operator narrowed some.
     *
     * @param narrowed missing categories take what they take by default; a profile image is never
     *     more than a raster image
     */
    public static AcceptedTypes narrowedBy(Map<Category, List<String>> narrowed) {
        Map<Category, List<String>> types = new EnumMap<>(Category.class);
        types.put(Category.PROFILE_IMAGE, RASTER_IMAGES);
        narrowed.forEach((category, list) ->
                types.put(
                        category,
                        category == Category.PROFILE_IMAGE ? rasterImagesOf(list) : list));
        return new AcceptedTypes(types);
    }

    private static List<String> rasterImagesOf(List<String> list) {
        List<String> images = RASTER_IMAGES.stream().filter(type -> takes(list, type)).toList();
        if (images.isEmpty()) {
            throw new IllegalArgumentException(
                    "Profile images must be some of " + String.join(", ", RASTER_IMAGES) + ".");
        }
        return images;
    }

    boolean takes(Category category, String type) {
        List<String> list = of(category);
        return list.isEmpty() || takes(list, type);
    }

    /** In words, for the client whose file was refused. */
    String words(Category category) {
        return String.join(", ", of(category));
    }

    private List<String> of(Category category) {
        return byCategory.getOrDefault(category, List.of());
    }

    private static boolean takes(List<String> list, String type) {
        String half = type.substring(0, type.indexOf('/') + 1) + "*";
        return list.contains(type) || list.contains(half);
    }
}
