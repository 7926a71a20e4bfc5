package dev.storeward.core.backend;

import dev.storeward.store.connector.Profile;
import dev.storeward.store.connector.Profile.Trait;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A profile as it is kept with its backend: what was asked by name, and nothing else. */
public final class ProfileJson {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String MINIMUM = "multipart_minimum";

    private ProfileJson() {}

    /** The answers by the names they are kept and told under. */
    public static Map<String, Object> values(Profile profile) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Trait trait : Trait.values()) {
            profile.get(trait).ifPresent(answer -> values.put(name(trait), answer));
        }
        if (profile.multipartMinimum() > 0) {
            values.put(MINIMUM, profile.multipartMinimum());
        }
        return values;
    }

    public static String write(Profile profile) {
        return JSON.writeValueAsString(values(profile));
    }

    /**
     * The profile of a text made by {@link #write}; what a newer release may have added is left
     * out.
     */
    public static Profile read(String text) {
        JsonNode json = JSON.readTree(text);
        Profile profile = Profile.unknown().withMultipartMinimum(json.path(MINIMUM).asLong(0));
        for (Trait trait : Trait.values()) {
            JsonNode answer = json.path(name(trait));
            if (answer.isBoolean()) {
                profile = profile.with(trait, answer.booleanValue());
            }
        }
        return profile;
    }

    private static String name(Trait trait) {
        return trait.name().toLowerCase(Locale.ROOT);
    }
}
