package dev.storeward.cli.migration;

import dev.storeward.cli.command.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a manifest line by line, none longer than {@value #LONGEST} bytes. */
final class ManifestReader {
    /** A key has at most 1,024 bytes; a header names some thousand places at most. */
    static final int LONGEST = 1 << 20;

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private long number;

    ManifestReader(InputStream in) {
        this.in = in;
    }

    /** The number of the line that was read last, from 1. */
    long number() {
        return number;
    }

    /** The next line with its line feed; empty at the end. */
    byte[] next() throws IOException {
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (fill()) {
            int from = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            boolean whole = at < end;
            if (whole) {
                at++;
            }
            line.write(buffer, from, at - from);
            if (line.size() > LONGEST) {
                throw Failure.refused(
                        "Line "
                                + number
                                + " is longer than "
                                + LONGEST
                                + " bytes: this is no manifest.");
            }
            if (whole) {
                return line.toByteArray();
            }
        }
        if (line.size() > 0) {
            throw Failure.refused(
                    "Line " + number + " has no end: the file was cut off. Fetch it again.");
        }
        return new byte[0];
    }

    private boolean fill() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer));
        }
        return end > 0;
    }

    /** A line as the JSON object it must be. */
    JsonNode json(byte[] line) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
            JsonNode json = JSON.readTree(text);
            if (json.isObject()) {
                return json;
            }
        } catch (CharacterCodingException | JacksonException e) {
            throw Failure.refused("Line " + number + " is not a JSON object in UTF-8.");
        }
        throw Failure.refused("Line " + number + " is not a JSON object in UTF-8.");
    }
}
