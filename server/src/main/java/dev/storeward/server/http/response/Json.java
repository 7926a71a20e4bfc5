package dev.storeward.server.http.response;

import dev.storeward.core.Problem;
import dev.storeward.server.http.request.WholeBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON as every door speaks it: snake_case, UTF-8, unknown fields refused. Safe for use by several
 * threads.
 */
public final class Json {
    private static final int MAX_BODY = 1 << 20;

    private final JsonMapper mapper =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
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
     * @throws dev.storeward.core.ProblemException {@code TooLarge} above 1 MiB, {@code Incomplete}
     */
    public byte[] body(HttpServletRequest request) {
        try (InputStream body = WholeBody.of(request)) {
            byte[] bytes = body.readNBytes(MAX_BODY + 1);
            if (bytes.length > MAX_BODY) {
                throw new Problem.TooLarge(MAX_BODY, "The JSON body is larger than 1 MiB.")
                        .asException();
            }
            return bytes;
        } catch (IOException e) {
            throw new Problem.Incomplete("The body ended before its end.").asException(e);
        }
    }

    /** As {@link #read} from bytes that were read before. */
    public <T> T parse(byte[] bytes, Class<T> type) {
        try {
            T value = bytes.length == 0 ? null : mapper.readValue(bytes, type);
            if (value == null) {
                throw Problem.invalid("body", "A JSON object is required.").asException();
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw Problem.invalid(path(e), "Unknown field.").asException();
        } catch (DatabindException e) {
            throw Problem.invalid(path(e), "Has the wrong type.").asException();
        } catch (JacksonException e) {
            throw Problem.invalid("body", "Is not valid JSON.").asException();
        }
    }

    /** The field as errors name it, such as {@code rules[2].min_size}. */
    private static String path(DatabindException e) {
        StringBuilder path = new StringBuilder();
        e.getPath()
                .forEach(reference -> {
                    if (reference.getPropertyName() == null) {
                        path.append('[').append(reference.getIndex()).append(']');
                    } else {
                        path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
                    }
                });
        return path.isEmpty() ? "body" : path.toString();
    }
}
