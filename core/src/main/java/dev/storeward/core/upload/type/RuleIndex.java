package dev.storeward.core.upload.type;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.tika.mime.MediaType;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rules that may match without trying each: a few hundred of them want a certain byte at
 * a certain place, and the rest a certain pair of bytes somewhere. Immutable.
 */
final class RuleIndex {
    private static final int VALUES = 256;

    private final Rule[] rules;
    private final int[] offsets;

    // By number of the offset, then by the value there: sets of rules, a bit each.
    private final long[][] @Nullable [] byValue;

    // By first byte, then by second.
    private final long[] @Nullable [] @Nullable [] byPair;
    private final long[] always;

    RuleIndex(List<Rule> sorted) {
        this.rules = sorted.toArray(Rule[]::new);
        SortedMap<Integer, long[][]> places = new TreeMap<>();
        this.byPair = new long[VALUES][][];
        this.always = none();
        for (int rule = 0; rule < rules.length; rule++) {
            for (Lead lead : rules[rule].clause().leads()) {
                switch (lead) {
                    case Lead.At at -> {
                        long[][] values =
                                places.computeIfAbsent(at.offset(), key -> new long[VALUES][]);
                        for (int value : at.values().stream().toArray()) {
                            values[value] = with(values[value], rule);
                        }
                    }
                    case Lead.Anywhere(var pairs) -> {
                        for (int pair : pairs.stream().toArray()) {
                            addPair(pair, rule);
                        }
                    }
                    case Lead.None() -> with(always, rule);
                }
            }
        }
        this.offsets = places.keySet().stream().mapToInt(Integer::intValue).toArray();
        this.byValue = places.values().toArray(long[][][]::new);
    }

    /** The types of the matching rules of the highest priority that matches, in Tika's order. */
    List<MediaType> matching(byte[] data) {
        BitSet candidates = candidates(data);
        List<MediaType> types = new ArrayList<>(1);
        int priority = -1;
        for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
            Rule rule = rules[i];
            if (priority > 0 && priority > rule.priority()) {
                return types;
            }
            if (rule.clause().holdsIn(data)) {
                types.add(rule.type());
                priority = rule.priority();
            }
        }
        return types;
    }

    /** The numbers of the rules that are worth trying; every rule that matches is among them. */
    BitSet candidates(byte[] data) {
        long[] found = always.clone();
        for (int i = 0; i < offsets.length && offsets[i] < data.length; i++) {
            addAll(found, byValue[i][data[offsets[i]] & 0xff]);
        }
        for (int i = 0; i + 1 < data.length; i++) {
            long[] @Nullable [] seconds = byPair[data[i] & 0xff];
            if (seconds != null) {
                addAll(found, seconds[data[i + 1] & 0xff]);
            }
        }
        return BitSet.valueOf(found);
    }

    private static void addAll(long[] found, long @Nullable [] more) {
        if (more != null) {
            for (int i = 0; i < found.length; i++) {
                found[i] |= more[i];
            }
        }
    }

    private void addPair(int pair, int rule) {
        long[] @Nullable [] seconds = byPair[pair / VALUES];
        if (seconds == null) {
            seconds = new long[VALUES][];
            byPair[pair / VALUES] = seconds;
        }
        seconds[pair % VALUES] = with(seconds[pair % VALUES], rule);
    }

    private long[] with(long @Nullable [] set, int rule) {
        long[] kept = set == null ? none() : set;
        kept[rule / Long.SIZE] |= 1L << (rule % Long.SIZE);
        return kept;
    }

    private long[] none() {
        return new long[Math.ceilDiv(rules.length, Long.SIZE)];
    }

    @Override
    public String toString() {
        return "RuleIndex[" + rules.length + " rules, offsets " + Arrays.toString(offsets) + "]";
    }
}
