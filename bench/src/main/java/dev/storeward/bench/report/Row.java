package dev.storeward.bench.report;

import java.util.List;

/** A line of the table; what does not apply is empty. */
public record Row(String what, String measured, String against, String ratio, String target) {
    public static Row plain(String what, String measured) {
        return new Row(what, measured, "", "", "");
    }

    public List<String> cells() {
        return List.of(what, measured, against, ratio, target);
    }
}
