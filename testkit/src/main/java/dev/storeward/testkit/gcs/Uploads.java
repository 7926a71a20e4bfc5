package dev.storeward.testkit.gcs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The three ways to write: at once, with a description, and in chunks of a session. */
final class Uploads {
    private static final Pattern RANGE =
            Pattern.compile("bytes (?:([0-9]+)-([0-9]+)|\\*)/(?:([0-9]+)|\\*)");
    private static final int GRAIN = 256 << 10;

    private final Buckets buckets;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();

    Uploads(Buckets buckets) {
        this.buckets = buckets;
    }

    private static final class Session {
        private final Draft draft;
        private final Optional<Long> condition;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private Optional<StoredBlob> done = Optional.empty();

        Session(Draft draft, Optional<Long> condition) {
            this.draft = draft;
            this.condition = condition;
        }
    }

    /** How many sessions wait for more bytes. */
    long open() {
        return sessions.values().stream().filter(session -> session.done.isEmpty()).count();
    }

    StoredBlob media(Call call, String bucket, byte[] bytes) {
        JsonNode resource =
                Reply.JSON
                        .createObjectNode()
                        .put(
                                "contentType",
                                call.header("Content-Type").orElse("application/octet-stream"));
        return buckets.write(
                Draft.of(bucket, call.query("name"), resource), bytes, call.generationCondition());
    }

    /** The two parts of {@code multipart/related}: a description and the bytes. */
    StoredBlob multipart(Call call, String bucket) {
        String type = call.header("Content-Type").orElse("");
        int at = type.indexOf("boundary=");
        String boundary = "--" + type.substring(at + 9).replace("\"", "").strip();
        byte[] body = call.body();
        String text = new String(body, ISO_8859_1);
        int head = text.indexOf("\r\n\r\n", text.indexOf(boundary)) + 4;
        int second = text.indexOf("\r\n" + boundary, head);
        int bytes = text.indexOf("\r\n\r\n", second + 2) + 4;
        int end = text.lastIndexOf("\r\n" + boundary + "--");
        if (at < 0 || head < 4 || second < 0 || bytes < 4 || end < bytes) {
            throw Refusal.invalid("Malformed multipart body.");
        }
        JsonNode resource = Reply.JSON.readTree(text.substring(head, second).getBytes(ISO_8859_1));
        return buckets.write(
                Draft.of(bucket, call.query("name"), resource).with(call.header("X-Goog-Hash")),
                java.util.Arrays.copyOfRange(body, bytes, end),
                call.generationCondition());
    }

    /** Begins a session; the condition holds at once and at the end. */
    String start(Call call, String bucket) {
        if (!buckets.exists(bucket)) {
            throw Refusal.noBucket();
        }
        JsonNode resource =
                call.body().length == 0
                        ? Reply.JSON.createObjectNode()
                        : Reply.JSON.readTree(new String(call.body(), UTF_8));
        Draft draft = Draft.of(bucket, call.query("name"), resource);
        Buckets.require(buckets.find(bucket, draft.name()), call.generationCondition());
        String id = "session-" + UUID.randomUUID();
        sessions.put(id, new Session(draft, call.generationCondition()));
        return id;
    }

    Reply cancel(String id) {
        session(id);
        sessions.remove(id);
        return Reply.of(499, Map.of());
    }

    private Session session(String id) {
        return Optional.ofNullable(sessions.get(id))
                .orElseThrow(() -> new Refusal(404, "notFound", "No such upload session."));
    }

    /** A chunk, or the question how far the session is. */
    Reply more(String id, Call call, byte[] bytes) {
        Session session = session(id);
        synchronized (session) {
            if (session.done.isPresent()) {
                return Reply.json(200, Reply.resource(session.done.get()));
            }
            Matcher range = RANGE.matcher(call.header("Content-Range").orElse("bytes 0-*/*"));
            boolean ranged = range.matches();
            int from = ranged && range.group(1) != null ? Integer.parseInt(range.group(1)) : -1;
            String total = ranged ? range.group(3) : Integer.toString(bytes.length);
            if (!ranged || from >= 0) {
                append(session, Math.max(0, from), bytes, total == null);
            }
            if (total == null || session.bytes.size() < Long.parseLong(total)) {
                return more(session);
            }
            StoredBlob blob =
                    buckets.write(
                            session.draft.with(call.header("X-Goog-Hash")),
                            session.bytes.toByteArray(),
                            session.condition);
            session.done = Optional.of(blob);
            return Reply.json(200, Reply.resource(blob));
        }
    }

    private static void append(Session session, int from, byte[] bytes, boolean notTheLast) {
        int have = session.bytes.size();
        if (from > have) {
            throw new Refusal(503, "backendError", "A gap in the upload.");
        }
        if (notTheLast && (from + bytes.length) % GRAIN != 0) {
            throw Refusal.invalid("A chunk that is not the last is a multiple of 256 KiB.");
        }
        int known = have - from;
        if (known < bytes.length) {
            session.bytes.write(bytes, known, bytes.length - known);
        }
    }

    private static Reply more(Session session) {
        int have = session.bytes.size();
        return Reply.of(308, have == 0 ? Map.of() : Map.of("Range", "bytes=0-" + (have - 1)));
    }
}
