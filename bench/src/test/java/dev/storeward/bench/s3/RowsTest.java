package dev.storeward.bench.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.bench.client.Load.Outcome;
import dev.storeward.bench.report.Row;
import dev.storeward.bench.server.CpuTime;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is divided by what, and which way round. */
class RowsTest {
    /** A hundred requests of a millisecond in a second, which cost so much CPU in all. */
    private static Outcome costing(double server, double database) {
        return new Outcome(
                1,
                new CpuTime(server, database),
                LongStream.range(0, 100).map(i -> 1_000_000).toArray());
    }

    @Test
    void aSmallObjectIsComparedByItsCpu() {
        Row row = SmallObjects.row("PUT", costing(0.08, 0.04), costing(0.06, 0), 2.5);

        assertThat(row.measured()).startsWith("1.20 ms = 0.80 + 0.40 ms, 100/s");
        assertThat(row.against()).startsWith("S3Proxy 0.60 ms = 0.60 + 0.00 ms, 100/s");
        assertThat(row.ratio()).isEqualTo("2.00×");
        assertThat(row.target()).isEqualTo("≤ 2.50 times ✓");
        assertThat(SmallObjects.row("PUT", costing(0.1, 0.1), costing(0.05, 0), 2.5).target())
                .isEqualTo("≤ 2.50 times ✗");
    }

    @Test
    void aPutIsComparedByItsCpuWithAnUploadThroughTheFilesDoor() {
        Row row = SmallObjects.besideFilesDoor("PUT", costing(0.08, 0.04), costing(0.06, 0.02));

        assertThat(row.measured()).startsWith("1.20 ms = 0.80 + 0.40 ms, 100/s");
        assertThat(row.against()).startsWith("files 0.80 ms = 0.60 + 0.20 ms, 100/s");
        assertThat(row.ratio()).isEqualTo("1.50×");
    }

    @Test
    void aLargeObjectIsComparedByItsSpeedWithTheFilesDoor() {
        Row row =
                LargeObjects.row(
                        "put",
                        new LargeObjects.Transfer(300, 3),
                        new LargeObjects.Transfer(200, 2),
                        new LargeObjects.Transfer(600, 1));

        assertThat(row.measured()).isEqualTo("300 MB/s, 3.00 s a GB");
        assertThat(row.against())
                .isEqualTo("files 200 MB/s, 2.00 s a GB; S3Proxy 600 MB/s, 1.00 s a GB");
        assertThat(row.ratio()).isEqualTo("1.50×");
        assertThat(row.target()).isEqualTo("≥ 1.00× ✓");
    }

    @Test
    void aTransferIsSaidForAGigabyte() {
        LargeObjects.Transfer transfer = LargeObjects.Transfer.of(2, new CpuTime(0.5, 0.1));

        assertThat(transfer.megabytesPerSecond()).isBetween(134.2, 134.3);
        assertThat(transfer.cpu()).isBetween(2.23, 2.24);
    }

    @Test
    void aListingIsComparedByItsTime() {
        Row row =
                Listing.row(
                        new Listing.Read(100, 1, new CpuTime(0.5, 0.5)),
                        new Listing.Read(100, 4, new CpuTime(3, 0)));

        assertThat(row.measured()).isEqualTo("1.00 s, 1.00 s CPU");
        assertThat(row.against()).isEqualTo("S3Proxy 4.00 s, 3.00 s CPU");
        assertThat(row.ratio()).isEqualTo("0.25×");
    }
}
