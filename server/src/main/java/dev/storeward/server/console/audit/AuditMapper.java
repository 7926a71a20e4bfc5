package dev.storeward.server.console.audit;

import dev.storeward.core.audit.AuditEvent;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Events as rows of a page. */
final class AuditMapper {
    private static final int LONGEST = 1000;

    private AuditMapper() {}

    static AuditView.Row row(AuditEvent event) {
        return new AuditView.Row(event, words(event.details()));
    }

    private static String words(Map<String, Object> details) {
        String all =
                new TreeMap<>(details)
                        .entrySet().stream()
                                .map(detail ->
                                        detail.getKey().replace('_', ' ') + " " + detail.getValue())
                                .collect(Collectors.joining(", "));
        return all.length() <= LONGEST ? all : all.substring(0, LONGEST) + " …";
    }
}
