package dev.storeward.server.proof.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** Hadoop's S3A, by which Spark, Hive and Trino read and write Parquet. */
class ParquetTest extends ToolFixture {
    private static final Path PROGRAM = Path.of("..", "testkit", "s3a", "target");
    private static final String MAIN = "dev.storeward.testkit.s3a.Main";
    private static final int ROWS = 120_000;
    private static final int FROM = 70_000;
    private static final List<String> CITIES = List.of("Bergen", "Oslo", "Tromsø");
    private static final String WRITTEN = "s3a://sales/2026/november.parquet";
    private static final String RENAMED = "s3a://sales/archive/11.parquet";

    private record Sale(long id, String city, double amount, String note) {
        String line() {
            return id + "," + city + "," + amount + "," + note;
        }
    }

    private static List<Sale> sales() {
        Random random = new Random(20);
        byte[] note = new byte[120];
        List<Sale> sales = new ArrayList<>();
        for (int id = 0; id < ROWS; id++) {
            random.nextBytes(note);
            sales.add(
                    new Sale(
                            id,
                            CITIES.get(id % CITIES.size()),
                            id / 4.0,
                            Base64.getEncoder().encodeToString(note)));
        }
        return sales;
    }

    /** Two readers of S3A, each at a bucket of its own in which the same objects are. */
    private List<String> settings() {
        return List.of(
                "fs.s3a.endpoint=" + endpoint(),
                "fs.s3a.endpoint.region=us-east-1",
                "fs.s3a.path.style.access=true",
                "fs.s3a.connection.ssl.enabled=false",
                "fs.s3a.multipart.size=5M",
                "fs.s3a.multipart.threshold=5M",
                "fs.s3a.bucket.sales.input.stream.type=classic",
                "fs.s3a.bucket." + user.whole() + ".input.stream.type=analytics",
                "parquet.block.size=4194304");
    }

    /** Runs commands as {@code Main} has them; answers the lines that it printed. */
    private List<String> run(String... commands) throws IOException {
        Path script = Files.write(home.resolve("script"), List.of(commands));
        Tool java =
                new Tool(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        home,
                        Map.of(
                                "CLASSPATH", classPath(),
                                "AWS_ACCESS_KEY_ID", accessKey(),
                                "AWS_SECRET_ACCESS_KEY", secretKey()));
        return java.run(
                        Stream.concat(
                                        Stream.of(
                                                "-Xmx512m",
                                                "-XX:TieredStopAtLevel=1",
                                                "--enable-native-access=ALL-UNNAMED",
                                                MAIN,
                                                script.toString()),
                                        settings().stream())
                                .toArray(String[]::new))
                .lines()
                .toList();
    }

    private static String classPath() throws IOException {
        return PROGRAM.resolve("classes").toAbsolutePath()
                + ":"
                + Files.readString(PROGRAM.resolve("class-path.txt"));
    }

    private String read(String uri, String column, String to) {
        return "read %s %s Oslo %d %s".formatted(uri, column, FROM, home.resolve(to));
    }

    @Test
    void aTableIsWrittenInPartsReadByColumnsRenamedAndDeleted() throws IOException {
        List<Sale> sales = sales();
        Path lines = Files.write(home.resolve("sales"), sales.stream().map(Sale::line).toList());
        List<Sale> ofOslo =
                sales.stream().filter(sale -> sale.id >= FROM && sale.city.equals("Oslo")).toList();
        String elsewhere = WRITTEN.replace("s3a://", "s3a://" + user.whole() + "/");
        try (S3Client s3 = user.client()) {
            s3.createBucket(make -> make.bucket("sales"));

            List<String> said =
                    run(
                            "write " + lines + " " + WRITTEN,
                            "groups " + WRITTEN,
                            "list s3a://sales/2026",
                            read(WRITTEN, "id", "classic.id"),
                            read(WRITTEN, "city", "classic.city"),
                            read(WRITTEN, "amount", "classic.amount"),
                            read(WRITTEN, "note", "classic.note"),
                            read(elsewhere, "id", "analytics.id"),
                            read(elsewhere, "amount", "analytics.amount"),
                            read(elsewhere, "note", "analytics.note"));

            var there = s3.headObject(head -> head.bucket("sales").key("2026/november.parquet"));
            assertThat(said)
                    .containsExactly(
                            "5 groups 120000 rows", "november.parquet " + there.contentLength());
            assertThat(there.contentLength()).isBetween(18L << 20, 25L << 20);
            assertThat(there.eTag()).matches("\"[0-9a-f]{32}-4\"");
            for (String reader : List.of("classic", "analytics")) {
                assertThat(home.resolve(reader + ".id"))
                        .content()
                        .isEqualTo(column(ofOslo, Sale::id));
                assertThat(home.resolve(reader + ".amount"))
                        .content()
                        .isEqualTo(column(ofOslo, Sale::amount));
                assertThat(home.resolve(reader + ".note"))
                        .content()
                        .isEqualTo(column(ofOslo, Sale::note));
            }
            assertThat(home.resolve("classic.city"))
                    .content()
                    .isEqualTo("Oslo\n".repeat(ofOslo.size()));
            assertThat(user.charged()).isEqualTo(there.contentLength());

            assertThat(
                            run(
                                    "mkdirs s3a://sales/archive",
                                    "rename " + WRITTEN + " " + RENAMED,
                                    "list s3a://sales/archive",
                                    "list s3a://sales/2026",
                                    read(RENAMED, "amount", "renamed.amount"),
                                    "delete s3a://sales/archive",
                                    "list s3a://sales/"))
                    .containsExactly(
                            "true",
                            "true",
                            "11.parquet " + there.contentLength(),
                            "true",
                            "2026 0");
        }
        assertThat(home.resolve("renamed.amount"))
                .content()
                .isEqualTo(column(ofOslo, Sale::amount));
        assertThat(user.charged()).isZero();
    }

    private static String column(List<Sale> sales, java.util.function.Function<Sale, Object> of) {
        StringBuilder lines = new StringBuilder();
        sales.forEach(sale -> lines.append(of.apply(sale)).append('\n'));
        return lines.toString();
    }
}
