package dev.storeward.client.transfer;

import dev.storeward.client.StorewardException;
import dev.storeward.client.StorewardException.Kind;
import dev.storeward.client.files.StoredFile;
import dev.storeward.client.files.UploadTarget;
import dev.storeward.client.http.Call;
import dev.storeward.client.http.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Uploads that go on where they broke off: tus 1.0.0, as {@code docs/resumable.md} tells. An upload
 * is known by its id, which a later run may go on with. Safe for use by several threads.
 */
public final class ResumableUploads {
    private static final String BASE = "/api/v1/storage/resumable";
    private static final String VERSION = "1.0.0";

    private final Transport transport;

    ResumableUploads(Transport transport) {
        this.transport = transport;
    }

    /**
     * How far an upload is.
     *
     * @param offset bytes that the server has
     * @param stored the file that became of it; of no name as long as there is none
     */
    public record State(long offset, StoredFile stored) {
        public boolean isStored() {
            return !stored.objectName().isEmpty();
        }
    }

    /** Begins an upload of so many bytes, and answers its id. */
    public String begin(String fileName, UploadTarget target, long length) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("filename", fileName);
        metadata.putAll(target.fields());
        HttpResponse<InputStream> response =
                answered(
                        tus(Call.get(BASE), "POST")
                                .with("Upload-Length", Long.toString(length))
                                .with("Upload-Metadata", encoded(metadata)));
        String location = response.headers().firstValue("Location").orElse("");
        String id = location.substring(location.lastIndexOf('/') + 1);
        if (id.isEmpty()) {
            throw new StorewardException(
                    Kind.NOT_STOREWARD, "The server began an upload and did not say where.");
        }
        return id;
    }

    /** How far an upload is; a {@link StorewardException} of 404 or 410 when there is none. */
    public State find(String id) {
        return state(answered(tus(Call.head(at(id)), "HEAD")).headers());
    }

    /** Ends an upload that is not complete; its bytes are removed. */
    public void end(String id) {
        answered(tus(Call.get(at(id)), "DELETE"));
    }

    /**
     * Sends what is missing of an upload, and again from where it broke off. As long as anything
     * arrives it goes on; it gives up when nothing does for as many attempts as the client has.
     *
     * @param from how far it is
     * @param bytes those behind an offset, made afresh for each attempt
     */
    public StoredFile send(String id, State from, LongFunction<Supplier<BodyPublisher>> bytes) {
        State state = from;
        int failures = 0;
        while (!state.isStored()) {
            State before = state;
            StorewardException failure = null;
            try {
                state = patch(id, state.offset(), bytes.apply(state.offset()));
            } catch (StorewardException e) {
                failure = e;
            }
            if (failure != null) {
                if (!mayPass(failure)) {
                    throw failure;
                }
                transport.pauses().take(transport.retries().pauseAfter(failures + 1));
                state = find(id);
            }
            failures = state.offset() > before.offset() ? 0 : failures + 1;
            if (failures >= transport.retries().attempts() && !state.isStored()) {
                throw failure != null
                        ? failure
                        : new StorewardException(
                                Kind.BROKEN_OFF, "The server takes no more bytes of the upload.");
            }
        }
        return state.stored();
    }

    private State patch(String id, long offset, Supplier<BodyPublisher> bytes) {
        Call call =
                tus(Call.get(at(id)), "PATCH")
                        .with("Upload-Offset", Long.toString(offset))
                        .with("Content-Type", "application/offset+octet-stream")
                        .sending(bytes, false);
        try {
            HttpResponse<InputStream> response = transport.send(call);
            if (response.statusCode() != 204) {
                throw transport.refusal(response);
            }
            response.body().close();
            return state(response.headers());
        } catch (IOException e) {
            throw transport.broken(e);
        }
    }

    /**
     * Whether the same bytes may be taken soon: the line, the server or another request is to
     * blame.
     */
    private static boolean mayPass(StorewardException e) {
        return e.kind() == Kind.BROKEN_OFF
                || e.kind() == Kind.AWAY
                || e.status() == 408
                || e.status() == 409
                || e.status() == 423
                || e.status() == 500;
    }

    private HttpResponse<InputStream> answered(Call call) {
        int attempt = 1;
        while (true) {
            try {
                HttpResponse<InputStream> response = transport.open(call);
                response.body().close();
                return response;
            } catch (StorewardException e) {
                // The file is being made of the bytes, or another request is just ending.
                if (e.status() != 423 || attempt >= 100) {
                    throw e;
                }
                transport.pauses().take(transport.retries().pauseAfter(Math.min(attempt, 3)));
                attempt++;
            } catch (IOException e) {
                throw transport.broken(e);
            }
        }
    }

    private static State state(HttpHeaders headers) {
        String name =
                URLDecoder.decode(
                        headers.firstValue("Storeward-Object-Name").orElse("").replace("+", "%2B"),
                        StandardCharsets.UTF_8);
        long offset = headers.firstValueAsLong("Upload-Offset").orElse(0);
        return new State(
                offset,
                new StoredFile(
                        name, offset, headers.firstValueAsLong("Storeward-File-Id").orElse(0)));
    }

    private static Call tus(Call call, String method) {
        return new Call(
                        method,
                        call.path(),
                        call.headers(),
                        BodyPublishers::noBody,
                        call.repeatable(),
                        call.patience())
                .with("Tus-Resumable", VERSION);
    }

    private static String at(String id) {
        return BASE + "/" + id;
    }

    private static String encoded(Map<String, String> metadata) {
        return metadata.entrySet().stream()
                .map(entry ->
                        entry.getKey()
                                + " "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                entry.getValue().getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(","));
    }
}
