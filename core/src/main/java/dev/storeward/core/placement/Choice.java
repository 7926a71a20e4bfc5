package dev.storeward.core.placement;

import dev.storeward.core.db.Sql;
import dev.storeward.core.placement.Explanation.PassedOver;
import dev.storeward.core.placement.Explanation.Reason;
import dev.storeward.core.placement.PlacementRule.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the place of one file: the first rule that takes it and has a backend, else the default.
 */
final class Choice {
    private Choice() {}

    /**
     * The target of a file; empty when it would go to a backend that takes none.
     *
     * @param placed the tenant's placement, read with its default
     */
    static Optional<UploadTarget> target(
            Sql sql, UUID tenantId, TargetTable.Found placed, FileFacts file) {
        for (PlacementRule rule : RuleJson.read(placed.rules())) {
            if (rule.takes(file)) {
                Optional<UploadTarget> target =
                        TargetTable.byId(sql, tenantId, rule.backendId())
                                .map(TargetTable.Found::target);
                if (target.isPresent()) {
                    return target.map(found -> found.asOf(placed.version()));
                }
            }
        }
        return Optional.ofNullable(placed.target());
    }

    /** As {@link #target}, with the reasons. */
    static Explanation explain(Sql sql, UUID tenantId, TargetTable.Found placed, FileFacts file) {
        List<PassedOver> passedOver = new ArrayList<>();
        List<PlacementRule> rules = RuleJson.read(placed.rules());
        for (int i = 0; i < rules.size(); i++) {
            PlacementRule rule = rules.get(i);
            List<Finding> findings = rule.findings(file);
            List<Reason> reasons =
                    findings.stream()
                            .filter(finding -> !finding.met())
                            .map(finding ->
                                    new Reason(
                                            finding.condition().name().toLowerCase(Locale.ROOT),
                                            finding.message()))
                            .toList();
            if (!reasons.isEmpty()) {
                passedOver.add(new PassedOver(i, reasons));
                continue;
            }
            Optional<TargetTable.Found> found =
                    TargetTable.byId(sql, tenantId, rule.backendId())
                            .filter(place -> place.target() != null);
            if (found.isPresent()) {
                return explanation(
                        i,
                        findings.stream().map(Finding::condition).toList(),
                        passedOver,
                        found.get());
            }
            passedOver.add(
                    new PassedOver(
                            i,
                            List.of(
                                    new Reason(
                                            "backend_id",
                                            "Its conditions are met, but its backend was retired and takes no new files."))));
        }
        return explanation(null, List.of(), passedOver, placed);
    }

    private static Explanation explanation(
            @Nullable Integer rule,
            List<PlacementRule.Condition> matched,
            List<PassedOver> passedOver,
            TargetTable.Found found) {
        UploadTarget target = found.target();
        return new Explanation(
                rule,
                matched,
                passedOver,
                found.chosen(),
                target == null
                        ? null
                        : new Explanation.Named(
                                target.access().backendId(), target.access().name()),
                found.migrationId());
    }
}
