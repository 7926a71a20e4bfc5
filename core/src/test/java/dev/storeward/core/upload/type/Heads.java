package dev.storeward.core.upload.type;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** The first bytes of files of many types, and the types that Tika told when they were written. */
final class Heads {
    private Heads() {}

    record Head(String name, String type, byte[] bytes) {
        @Override
        public String toString() {
            return name + " (" + type + ")";
        }
    }

    static List<Head> all() throws IOException {
        try (InputStream in = Heads.class.getResourceAsStream("/types/heads.tsv")) {
            byte[] bytes = Objects.requireNonNull(in).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8).lines().map(Heads::head).toList();
        }
    }

    private static Head head(String line) {
        String[] parts = line.split("\t", -1);
        return new Head(parts[0], parts[1], HexFormat.of().parseHex(parts[2]));
    }
}
