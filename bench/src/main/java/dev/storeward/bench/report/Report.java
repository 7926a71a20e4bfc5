package dev.storeward.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The table, and what to know about it. Each row also goes to standard error as it is measured.
 * Safe for use by several threads.
 */
public final class Report {
    private static final Row TITLES = new Row("", "Storeward", "against", "ratio", "target");

    private final List<Section> sections = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private record Section(String title, List<Row> rows) {}

    public synchronized void note(String text) {
        notes.add(text);
        System.err.println(text);
    }

    public synchronized void section(String title) {
        sections.add(new Section(title, new ArrayList<>()));
        System.err.println(title);
    }

    public synchronized void row(Row row) {
        sections.getLast().rows().add(row);
        System.err.println("  " + String.join("  ", row.cells()).stripTrailing());
    }

    public synchronized String text() {
        StringBuilder text = new StringBuilder("\n");
        notes.forEach(note -> text.append(note).append('\n'));
        List<Row> all = new ArrayList<>(List.of(TITLES));
        sections.forEach(section -> all.addAll(section.rows()));
        int[] widths = new int[TITLES.cells().size()];
        for (Row row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.cells().get(i).length());
            }
        }
        append(text, TITLES, widths);
        for (Section section : sections) {
            text.append('\n').append(section.title()).append('\n');
            section.rows().forEach(row -> append(text, row, widths));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Row row, int[] widths) {
        StringBuilder line = new StringBuilder("  ");
        for (int i = 0; i < widths.length; i++) {
            String cell = row.cells().get(i);
            line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
