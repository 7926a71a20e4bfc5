package dev.storeward.server.api.platform;

import dev.storeward.core.Checks;
import dev.storeward.core.Problem;
import dev.storeward.core.file.Category;
import dev.storeward.core.file.name.FileNames;
import dev.storeward.core.placement.Explanation;
import dev.storeward.core.placement.FileFacts;
import dev.storeward.core.placement.NewPlacement;
import dev.storeward.core.placement.Placement;
import dev.storeward.core.placement.PlacementRule;
import dev.storeward.core.placement.Placements;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Between the core's words for where files go and the platform door's. */
final class PlacementMapper {
    private PlacementMapper() {}

    static NewPlacement newPlacement(PlacementJson.Placement json) {
        Checks checks = new Checks();
        List<PlacementRule> rules = new ArrayList<>();
        List<PlacementJson.@Nullable Rule> sent = json.rules() == null ? List.of() : json.rules();
        for (int i = 0; i < sent.size(); i++) {
            PlacementJson.Rule rule = sent.get(i);
            if (rule == null) {
                checks.add("rules[" + i + "]", "Must be an object.");
            } else {
                rules.add(rule("rules[" + i + "]", rule, checks));
            }
        }
        Placement.ObjectKeys keys = objectKeys(PlatformMapper.orEmpty(json.objectKeys()), checks);
        checks.done();
        return new NewPlacement(
                json.defaultBackendId(), PlatformMapper.orEmpty(json.pathPrefix()), keys, rules);
    }

    /** How keys are made; readable ones when nothing is said. */
    private static Placement.ObjectKeys objectKeys(String sent, Checks checks) {
        if (sent.equals("opaque")) {
            return Placement.ObjectKeys.OPAQUE;
        }
        if (!sent.isEmpty() && !sent.equals("readable")) {
            checks.add("object_keys", "Must be readable or opaque.");
        }
        return Placement.ObjectKeys.READABLE;
    }

    private static PlacementRule rule(String at, PlacementJson.Rule json, Checks checks) {
        List<Category> categories = new ArrayList<>();
        for (String name : texts(at + ".categories", json.categories(), checks)) {
            Optional<Category> category = Category.ofWireName(name);
            if (category.isEmpty()) {
                checks.add(
                        at + ".categories", "Must be of data_source, profile_image and general.");
            }
            category.ifPresent(categories::add);
        }
        return new PlacementRule(
                json.minSize(),
                json.maxSize(),
                categories,
                texts(at + ".content_types", json.contentTypes(), checks),
                texts(at + ".region_hints", json.regionHints(), checks),
                backend(at + ".backend_id", PlatformMapper.orEmpty(json.backendId()), checks));
    }

    private static List<String> texts(
            String field, @Nullable List<@Nullable String> sent, Checks checks) {
        List<String> texts = new ArrayList<>();
        for (String text : sent == null ? List.<String>of() : sent) {
            if (text == null) {
                checks.add(field, "Must hold strings only.");
            } else {
                texts.add(text.strip().toLowerCase(Locale.ROOT));
            }
        }
        return texts.stream().distinct().toList();
    }

    private static @Nullable UUID backend(String field, String sent, Checks checks) {
        if (sent.equals(Placements.SHARED)) {
            return null;
        }
        try {
            return UUID.fromString(sent);
        } catch (IllegalArgumentException e) {
            checks.add(field, "Must be the id of a backend, or \"shared\".");
            return null;
        }
    }

    static PlacementJson.Placement placement(Placement placement) {
        List<PlacementJson.@Nullable Rule> rules = new ArrayList<>();
        placement.rules().forEach(rule -> rules.add(rule(rule)));
        return new PlacementJson.Placement(
                placement.backendId(), placement.pathPrefix(), word(placement.objectKeys()), rules);
    }

    private static PlacementJson.Rule rule(PlacementRule rule) {
        return new PlacementJson.Rule(
                rule.minSize(),
                rule.maxSize(),
                orNull(rule.categories().stream().map(Category::wireName).toList()),
                orNull(rule.contentTypes()),
                orNull(rule.regionHints()),
                rule.backendId() == null ? Placements.SHARED : rule.backendId().toString());
    }

    private static @Nullable List<@Nullable String> orNull(List<String> texts) {
        return texts.isEmpty() ? null : new ArrayList<>(texts);
    }

    static FileFacts facts(PlacementJson.Example json) {
        String name = PlatformMapper.orEmpty(json.fileName());
        if (!name.isEmpty()) {
            FileNames.checkedName("file_name", name);
        }
        Long size = json.size();
        if (size != null && size < 0) {
            throw Problem.invalid("size", "Must be 0 or more bytes.").asException();
        }
        String category = PlatformMapper.orEmpty(json.fileCategory());
        return FileFacts.of(
                size == null ? -1 : size,
                PlatformMapper.orEmpty(json.contentType())
                        .split(";", 2)[0]
                        .strip()
                        .toLowerCase(Locale.ROOT),
                category.isEmpty()
                        ? Category.DATA_SOURCE
                        : Category.ofWireName(category)
                                .orElseThrow(() ->
                                        Problem.invalid(
                                                        "file_category",
                                                        "Must be one of data_source, profile_image, general.")
                                                .asException()),
                Placements.region("region_hint", PlatformMapper.orEmpty(json.regionHint())));
    }

    static PlacementJson.Explanation explanation(Explanation explanation) {
        return new PlacementJson.Explanation(
                explanation.rule() == null ? "default" : "rule",
                explanation.rule(),
                explanation.matched().stream().map(PlacementMapper::word).toList(),
                explanation.passedOver().stream().map(PlacementMapper::passedOver).toList(),
                chosen(explanation.chosen()),
                chosen(explanation.backend()),
                explanation.migrationId());
    }

    private static PlacementJson.PassedOver passedOver(Explanation.PassedOver passed) {
        return new PlacementJson.PassedOver(
                passed.rule(),
                passed.reasons().stream()
                        .map(reason -> new PlacementJson.Reason(reason.field(), reason.message()))
                        .toList());
    }

    private static PlacementJson.@Nullable Chosen chosen(Explanation.@Nullable Named backend) {
        return backend == null ? null : new PlacementJson.Chosen(backend.id(), backend.name());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
