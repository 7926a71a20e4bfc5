package dev.storeward.testkit.s3a;

import static org.apache.parquet.filter2.predicate.FilterApi.and;
import static org.apache.parquet.filter2.predicate.FilterApi.binaryColumn;
import static org.apache.parquet.filter2.predicate.FilterApi.eq;
import static org.apache.parquet.filter2.predicate.FilterApi.gtEq;
import static org.apache.parquet.filter2.predicate.FilterApi.longColumn;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type;

/** A Parquet file of sales at one of Hadoop's addresses. */
record Table(Configuration settings, Path path) {
    private static final MessageType SALE =
            MessageTypeParser.parseMessageType(
                    """
                    message sale {
                      required int64 id;
                      required binary city (STRING);
                      required double amount;
                      required binary note (STRING);
                    }
                    """);

    void write(java.nio.file.Path lines) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(lines);
                ParquetWriter<Group> rows =
                        ExampleParquetWriter.builder(HadoopOutputFile.fromPath(path, settings))
                                .withConf(settings)
                                .withType(SALE)
                                .withRowGroupSize(settings.getLong("parquet.block.size", 4 << 20))
                                .withCompressionCodec(CompressionCodecName.SNAPPY)
                                .build()) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] values = line.split(",", -1);
                Group row = new SimpleGroup(SALE);
                row.add("id", Long.parseLong(values[0]));
                row.add("city", values[1]);
                row.add("amount", Double.parseDouble(values[2]));
                row.add("note", values[3]);
                rows.write(row);
            }
        }
    }

    String shape() throws IOException {
        try (ParquetFileReader file = ParquetFileReader.open(input())) {
            return file.getRowGroups().size() + " groups " + file.getRecordCount() + " rows";
        }
    }

    /** Only the columns that are asked for are fetched, of row groups that may hold such rows. */
    void read(String column, String city, long from, java.nio.file.Path to) throws IOException {
        Configuration narrowed = new Configuration(settings);
        narrowed.set(ReadSupport.PARQUET_READ_SCHEMA, columns("id", "city", column).toString());
        FilterCompat.Filter filter =
                FilterCompat.get(
                        and(
                                eq(binaryColumn("city"), Binary.fromString(city)),
                                gtEq(longColumn("id"), from)));
        try (ParquetReader<Group> rows =
                        new Rows(input()).withConf(narrowed).withFilter(filter).build();
                BufferedWriter out = Files.newBufferedWriter(to)) {
            for (Group row = rows.read(); row != null; row = rows.read()) {
                out.write(row.getValueToString(row.getType().getFieldIndex(column), 0) + "\n");
            }
        }
    }

    private InputFile input() throws IOException {
        return HadoopInputFile.fromPath(path, settings);
    }

    private static MessageType columns(String... names) {
        Set<String> asked = new TreeSet<>(Arrays.asList(names));
        List<Type> kept = new ArrayList<>(SALE.getFields());
        kept.removeIf(field -> !asked.contains(field.getName()));
        return new MessageType(SALE.getName(), kept);
    }

    private static final class Rows extends ParquetReader.Builder<Group> {
        Rows(InputFile file) {
            super(file);
        }

        @Override
        protected ReadSupport<Group> getReadSupport() {
            return new GroupReadSupport();
        }
    }
}
