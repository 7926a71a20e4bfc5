package dev.storeward.server.s3.policy;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A policy: until when which forms may be posted.
 *
 * @param sizes of the file
 */
record PostPolicy(Instant expiration, List<PolicyCondition> conditions, SizeRange sizes) {
    private static final int LONGEST = 64 << 10;
    private static final int PARTS_OF_CONDITION = 3;
    private static final String RANGE = "content-length-range";
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    PostPolicy {
        conditions = List.copyOf(conditions);
    }

    /**
     * Reads a policy as it is sent, in Base64.
     *
     * @throws S3Exception {@code INVALID_POLICY_DOCUMENT} when it is none
     */
    static PostPolicy read(String base64) {
        JsonNode document = json(base64);
        return new Reading(document.get("expiration"), document.get("conditions")).read();
    }

    private static JsonNode json(String base64) {
        if (base64.length() > LONGEST) {
            throw invalid("The policy is too long.");
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            JsonNode read = JSON.readTree(text);
            if (read.isObject()) {
                return read;
            }
        } catch (IllegalArgumentException | CharacterCodingException | JacksonException _) {
            // Told below: neither kind of failure says more than that.
        }
        throw invalid("Invalid JSON.");
    }

    private static S3Exception invalid(String what) {
        return new S3Exception(S3Code.INVALID_POLICY_DOCUMENT, "Invalid Policy: " + what);
    }

    /** The parts of a document on their way to a policy. */
    private static final class Reading {
        private final @Nullable JsonNode expiration;
        private final @Nullable JsonNode conditions;
        private final List<PolicyCondition> read = new ArrayList<>();
        private SizeRange sizes = SizeRange.ANY;

        Reading(@Nullable JsonNode expiration, @Nullable JsonNode conditions) {
            this.expiration = expiration;
            this.conditions = conditions;
        }

        PostPolicy read() {
            if (expiration == null || !expiration.isString()) {
                throw invalid("Policy missing expiration.");
            }
            if (conditions == null || !conditions.isArray()) {
                throw invalid("Policy missing conditions.");
            }
            conditions.forEach(this::readCondition);
            return new PostPolicy(time(expiration.stringValue()), read, sizes);
        }

        private void readCondition(JsonNode condition) {
            if (condition.isObject() && !condition.isEmpty()) {
                condition
                        .properties()
                        .forEach(field ->
                                read.add(
                                        new PolicyCondition.Equal(
                                                field.getKey(), text(field.getValue()))));
            } else if (condition.isArray() && condition.size() == PARTS_OF_CONDITION) {
                readOperation(condition.get(0), condition.get(1), condition.get(2));
            } else {
                throw invalid("Invalid condition.");
            }
        }

        private void readOperation(JsonNode operation, JsonNode one, JsonNode other) {
            switch (text(operation).toLowerCase(Locale.ROOT)) {
                case "eq" -> read.add(new PolicyCondition.Equal(field(one), text(other)));
                case "starts-with" ->
                        read.add(new PolicyCondition.StartsWith(field(one), text(other)));
                case RANGE -> sizes = sizes.and(new SizeRange(size(one), size(other)));
                default -> throw invalid("Invalid condition.");
            }
            if (sizes.least() > sizes.most()) {
                throw invalid("Invalid " + RANGE + ".");
            }
        }

        private static Instant time(String text) {
            try {
                return Instant.parse(text);
            } catch (DateTimeException _) {
                throw invalid("Invalid 'expiration' value: '" + text + "'");
            }
        }

        private static String field(JsonNode node) {
            String text = text(node);
            if (!text.startsWith("$") || text.length() == 1) {
                throw invalid("Invalid condition.");
            }
            return text.substring(1);
        }

        private static String text(JsonNode node) {
            if (!node.isString()) {
                throw invalid("Invalid condition.");
            }
            return node.stringValue();
        }

        private static long size(JsonNode node) {
            String text = node.isIntegralNumber() ? node.asString() : text(node);
            if (!text.matches("[0-9]{1,18}")) {
                throw invalid("Invalid " + RANGE + ".");
            }
            return Long.parseLong(text);
        }
    }
}
