package dev.storeward.bench.report;

import dev.storeward.bench.client.Load;
import dev.storeward.bench.server.CpuTime;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Numbers as people read them. */
public final class Figures {
    private Figures() {}

    /** Three digits that matter. */
    public static String number(double value) {
        int places = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + places + "f", value);
    }

    public static String times(double ratio) {
        return number(ratio) + "×";
    }

    public static String mebibytes(long bytes) {
        return number(bytes / 1048576.0) + " MiB";
    }

    public static String atMost(double value, double target, String unit) {
        return "≤ " + number(target) + " " + unit + (value <= target ? " ✓" : " ✗");
    }

    public static String atLeast(double ratio, double target) {
        return "≥ " + times(target) + (ratio >= target ? " ✓" : " ✗");
    }

    public static String cpu(CpuTime millis) {
        return number(millis.server()) + " + " + number(millis.database()) + " ms";
    }

    public static String load(Load.Outcome outcome) {
        return "%s ms = %s, %s/s, p50 %s, p99 %s ms"
                .formatted(
                        number(outcome.cpuMillis().total()),
                        cpu(outcome.cpuMillis()),
                        number(outcome.perSecond()),
                        number(outcome.millis(0.5)),
                        number(outcome.millis(0.99)));
    }

    public static <T> double median(List<T> values, ToDoubleFunction<T> of) {
        double[] sorted = values.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
