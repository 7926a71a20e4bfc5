package dev.storeward.core.upload.type;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tika.detect.MagicDetector;
import org.apache.tika.mime.MediaType;
import org.jspecify.annotations.Nullable;

/** Bytes or a regular expression at a place or within a range of places, compared by Tika. */
// Whether an expression might match with more input is what hitEnd is asked for here.
@SuppressWarnings("JdkObsolete")
final class MagicPattern implements Clause {
    private static final int VALUES = 256;

    // A pair that so many values fit says little.
    private static final int MAX_PAIRS = 1024;
    private static final int LEADING_BYTES = 4;

    private final MediaType type;
    private final Spelling spelling;
    private final MagicDetector detector;
    private final List<Lead> leads;

    /**
     * How Tika's list writes it.
     *
     * @param offset a number, or two with a colon between; none is 0
     */
    record Spelling(String kind, @Nullable String offset, String value, @Nullable String mask) {
        boolean isRegex() {
            return kind.equals("regex");
        }

        int begin() {
            return offset == null ? 0 : Integer.parseInt(offset.split(":", -1)[0]);
        }

        boolean isRange() {
            return offset != null && offset.contains(":");
        }
    }

    MagicPattern(MediaType type, Spelling spelling) {
        this.type = type;
        this.spelling = spelling;
        this.detector =
                MagicDetector.parse(
                        type,
                        spelling.kind(),
                        spelling.offset(),
                        spelling.value(),
                        spelling.mask());
        this.leads = List.of(spelling.isRegex() ? leadOfRegex() : leadOfBytes());
    }

    @Override
    public boolean holdsIn(byte[] data) {
        return detector.matches(data);
    }

    @Override
    public int size() {
        return detector.getLength();
    }

    @Override
    public List<Lead> leads() {
        return leads;
    }

    @Override
    public String toString() {
        return type
                + " "
                + spelling.kind()
                + " "
                + spelling.offset()
                + " "
                + spelling.value()
                + " "
                + spelling.mask();
    }

    private Lead leadOfBytes() {
        byte[] pattern;
        byte[] mask;
        try {
            pattern = MagicValue.decode(spelling.kind(), spelling.value());
            mask = mask(pattern.length);
        } catch (IllegalArgumentException e) {
            return new Lead.None();
        }
        byte[] compared = MagicValue.masked(pattern, mask);
        byte[] sample = new byte[spelling.begin() + compared.length];
        System.arraycopy(compared, 0, sample, spelling.begin(), compared.length);
        if (compared.length == 0 || !detector.matches(sample)) {
            // Tika reads the value in another way than this class does.
            return new Lead.None();
        }
        return spelling.isRange()
                ? pairs(values(compared, mask, 0), values(compared, mask, 1))
                : rarest(compared, mask);
    }

    private byte[] mask(int length) {
        byte[] given =
                spelling.mask() == null
                        ? new byte[0]
                        : MagicValue.decode(spelling.kind(), spelling.mask());
        byte[] mask = Arrays.copyOf(given, Math.max(length, given.length));
        Arrays.fill(mask, given.length, mask.length, (byte) -1);
        return mask;
    }

    /** Of the first bytes the one that the fewest files have there: zeros are everywhere. */
    private Lead rarest(byte[] compared, byte[] mask) {
        int best = 0;
        int bestValues = Integer.MAX_VALUE;
        for (int i = 0; i < Math.min(LEADING_BYTES, compared.length); i++) {
            BitSet values = values(compared, mask, i);
            int weight = values.cardinality() + (values.get(0) ? VALUES : 0);
            if (weight < bestValues) {
                best = i;
                bestValues = weight;
            }
        }
        return new Lead.At(spelling.begin() + best, values(compared, mask, best));
    }

    /** The bytes that pass for the pattern's byte at a place, by the comparison that Tika makes. */
    private BitSet values(byte[] compared, byte[] mask, int place) {
        BitSet values = new BitSet(VALUES);
        if (place >= compared.length) {
            values.set(0, VALUES);
            return values;
        }
        for (int value = 0; value < VALUES; value++) {
            int masked = (byte) value & mask[place];
            int folded =
                    spelling.kind().equals("stringignorecase")
                            ? Character.toLowerCase(masked)
                            : masked;
            values.set(value, folded == compared[place]);
        }
        return values;
    }

    private static Lead pairs(BitSet first, BitSet second) {
        if (first.cardinality() * second.cardinality() > MAX_PAIRS) {
            return new Lead.None();
        }
        BitSet pairs = new BitSet(VALUES * VALUES);
        first.stream().forEach(a -> second.stream().forEach(b -> pairs.set(a * VALUES + b)));
        return new Lead.Anywhere(pairs);
    }

    /** What an expression may begin with: it says itself whether more input could help it. */
    private Lead leadOfRegex() {
        if (!spelling.isRange() && spelling.begin() != 0) {
            return new Lead.None();
        }
        Pattern expression =
                Pattern.compile(
                        new String(
                                MagicValue.decode(spelling.kind(), spelling.value()),
                                StandardCharsets.UTF_8));
        BitSet firsts = new BitSet(VALUES);
        for (int value = 0; value < VALUES; value++) {
            Matcher matcher = expression.matcher(String.valueOf((char) value));
            boolean whole = matcher.lookingAt();
            if (whole && spelling.isRange()) {
                return new Lead.None();
            }
            firsts.set(value, whole || matcher.hitEnd());
        }
        return spelling.isRange()
                ? pairsOfRegex(expression, firsts)
                : new Lead.At(spelling.begin(), firsts);
    }

    private static Lead pairsOfRegex(Pattern expression, BitSet firsts) {
        BitSet pairs = new BitSet(VALUES * VALUES);
        firsts.stream()
                .forEach(first -> {
                    for (int second = 0; second < VALUES; second++) {
                        String two = "" + (char) first + (char) second;
                        Matcher matcher = expression.matcher(two);
                        pairs.set(first * VALUES + second, matcher.lookingAt() || matcher.hitEnd());
                    }
                });
        return new Lead.Anywhere(pairs);
    }
}
