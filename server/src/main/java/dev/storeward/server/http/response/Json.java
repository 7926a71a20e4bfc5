package dev.storeward.server.http.response;

import dev.storeward.core.Checks;
import dev.storeward.core.Problem;
import dev.storeward.server.http.request.JsonFields;
import dev.storeward.server.http.request.MemoryBudget;
import dev.storeward.server.http.request.Utf8;
import dev.storeward.server.http.request.WholeBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON as every door speaks it: snake_case, UTF-8, unknown fields refused, and no value taken for
 * one of another kind. Safe for use by several threads.
 */
public final class Json {
    private static final int MAX_BODY = 128 << 10;
    private static final int CHUNK = 4 << 10;

    /**
     * What becomes of a byte: the smallest values, such as those of {@code [0,0,0]}, as objects.
     */
    private static final int WEIGHT = 12;

    private static final Pattern HALF = Pattern.compile("\\\\u[dD][89a-fA-F]");

    private final JsonMapper mapper =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .withCoercionConfigDefaults(kind ->
                            refuseOtherKinds(kind)
                                    .setCoercion(
                                            CoercionInputShape.EmptyString, CoercionAction.Fail))
                    .withCoercionConfig(LogicalType.Textual, Json::refuseOtherKinds)
                    .build();

    /** The mapper itself, for answers that are written as a stream. */
    public JsonMapper mapper() {
        return mapper;
    }

    public Response answer(int status, Object body) {
        return new Response(status, "application/json", mapper.writeValueAsBytes(body), Map.of());
    }

    /**
     * The request's body as a record.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} naming the field that is unknown
     *     or of a wrong type
     */
    public <T> T read(HttpServletRequest request, Class<T> type) {
        return parse(body(request), type);
    }

    /**
     * The bytes of the request's body.
     *
     * @throws dev.storeward.core.ProblemException {@code TooLarge} above 128 KiB, {@code
     *     Incomplete}, {@code Unavailable} when this node holds too many already
     */
    public byte[] body(HttpServletRequest request) {
        try (InputStream body = WholeBody.timely(request)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] chunk = new byte[CHUNK];
            for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
                if (bytes.size() + read > MAX_BODY) {
                    throw new Problem.TooLarge(
                                    MAX_BODY,
                                    "The JSON body is larger than " + (MAX_BODY >> 10) + " KiB.")
                            .asException();
                }
                MemoryBudget.take(request, (long) read * WEIGHT);
                bytes.write(chunk, 0, read);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new Problem.Incomplete("The body ended before its end.").asException(e);
        }
    }

    /** As {@link #read} from bytes that were read before. */
    public <T> T parse(byte[] bytes, Class<T> type) {
        String text = Utf8.decode("body", bytes);
        try (JsonParser parser = mapper.createParser(text)) {
            requireWholeCharacters(text);
            T value = text.isEmpty() ? null : read(parser, type);
            if (value == null) {
                throw Problem.invalid("body", "A JSON object is required.").asException();
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw Problem.invalid(
                            path(e),
                            JsonFields.unknown(
                                    e.getKnownPropertyIds().stream()
                                            .map(Object::toString)
                                            .toList()))
                    .asException();
        } catch (MismatchedInputException e) {
            throw Problem.invalid(path(e), wanted(e.getTargetType(), e.getPath().isEmpty()))
                    .asException();
        } catch (InputCoercionException e) {
            throw Problem.invalid(path(e), range(e.getTargetType())).asException();
        } catch (DatabindException e) {
            throw Problem.invalid(path(e), "Cannot be read.").asException();
        } catch (JacksonException e) {
            throw Problem.invalid("body", "Is not valid JSON.").asException();
        }
    }

    /** An escape may name half a character, which no text may hold. */
    private void requireWholeCharacters(String text) {
        if (!HALF.matcher(text).find()) {
            return;
        }
        try (JsonParser parser = mapper.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                boolean isText =
                        token == JsonToken.VALUE_STRING || token == JsonToken.PROPERTY_NAME;
                if (isText && !Checks.wellFormed(parser.getString())) {
                    JsonPointer where = parser.streamReadContext().pathAsPointer();
                    throw Problem.invalid(
                                    token == JsonToken.VALUE_STRING ? path(where) : "body",
                                    JsonFields.MALFORMED)
                            .asException();
                }
            }
        }
    }

    private <T> T read(JsonParser parser, Class<T> type) {
        try {
            return mapper.readValue(parser, type);
        } catch (StreamConstraintsException e) {
            throw Problem.invalid(
                            path(parser.streamReadContext().pathAsPointer()),
                            "Holds a number or text that is too long, or nests too deeply.")
                    .asException(e);
        }
    }

    private static MutableCoercionConfig refuseOtherKinds(MutableCoercionConfig kind) {
        return kind.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    /** What a field must be, by the type that it is read into. */
    private static String wanted(@Nullable Class<?> type, boolean whole) {
        if (type == null) {
            return "Has the wrong type.";
        }
        if (whole) {
            return "A JSON object is required.";
        }
        if (type == String.class) {
            return JsonFields.NO_STRING;
        }
        if (type == Boolean.class || type == boolean.class) {
            return JsonFields.NO_FLAG;
        }
        if (type == UUID.class) {
            return "Must be a UUID.";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return JsonFields.NO_WHOLE_NUMBER;
        }
        return Collection.class.isAssignableFrom(type) ? "Must be a list." : "Must be an object.";
    }

    private static String range(@Nullable Class<?> type) {
        boolean small = type == int.class || type == Integer.class;
        return "Must be a whole number of at most "
                + (small ? Integer.MAX_VALUE : Long.MAX_VALUE)
                + ".";
    }

    /** The field as errors name it, such as {@code rules[2].min_size}. */
    private static String path(JacksonException e) {
        StringBuilder path = new StringBuilder();
        e.getPath()
                .forEach(reference ->
                        append(path, reference.getPropertyName(), reference.getIndex()));
        return path.isEmpty() ? "body" : path.toString();
    }

    private static String path(JsonPointer pointer) {
        StringBuilder path = new StringBuilder();
        for (JsonPointer rest = pointer; !rest.matches(); rest = rest.tail()) {
            int index = rest.getMatchingIndex();
            append(path, index < 0 ? rest.getMatchingProperty() : null, index);
        }
        return path.isEmpty() ? "body" : path.toString();
    }

    private static void append(StringBuilder path, @Nullable String property, int index) {
        if (property == null) {
            path.append('[').append(index).append(']');
        } else {
            path.append(path.isEmpty() ? "" : ".").append(property);
        }
    }
}
