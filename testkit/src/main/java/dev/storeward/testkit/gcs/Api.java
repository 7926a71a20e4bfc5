package dev.storeward.testkit.gcs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The API's paths. */
final class Api {
    private final URI endpoint;
    private final Tokens tokens;
    private final Rights rights;
    private final Buckets buckets;
    private final Objects objects;
    private final Uploads uploads;
    private final SignedUrls signedUrls;

    Api(
            URI endpoint,
            Tokens tokens,
            Rights rights,
            Buckets buckets,
            Uploads uploads,
            SignedUrls signedUrls) {
        this.endpoint = endpoint;
        this.tokens = tokens;
        this.rights = rights;
        this.buckets = buckets;
        this.objects = new Objects(buckets, rights);
        this.uploads = uploads;
        this.signedUrls = signedUrls;
    }

    Reply answer(Call call) {
        List<String> path = call.segments();
        String start = path.getFirst();
        if (start.equals("token")) {
            return tokens.exchange(call, endpoint.resolve("/token"));
        }
        if (start.equals("batch")) {
            return batch(call);
        }
        if (start.equals("upload") || start.equals("storage") || start.equals("download")) {
            try {
                rights.requireToken(call);
                return start.equals("storage")
                        ? json(call, path)
                        : start.equals("upload")
                                ? upload(call, path)
                                : json(call, path.subList(1, path.size()));
            } catch (Refusal e) {
                return Reply.json(e);
            }
        }
        return xml(call);
    }

    /** {@code storage/v1/b/BUCKET[/o[/OBJECT[/rewriteTo/b/BUCKET/o/OBJECT]]]}. */
    private Reply json(Call call, List<String> path) {
        String bucket = path.get(3);
        if (path.size() == 4) {
            rights.require("storage.buckets.get", bucket);
            if (!buckets.exists(bucket)) {
                throw Refusal.noBucket();
            }
            ObjectNode node = Reply.JSON.createObjectNode();
            node.put("kind", "storage#bucket").put("name", bucket).put("location", "EU");
            return Reply.json(200, node);
        }
        if (path.size() == 5) {
            return objects.list(call, bucket);
        }
        String name = path.get(5);
        if (path.size() == 11 && path.get(6).equals("rewriteTo")) {
            return objects.rewrite(call, objects.found(bucket, name), path.get(8), path.get(10));
        }
        return switch (call.method()) {
            case "GET" -> {
                StoredBlob blob = objects.found(bucket, name);
                yield call.query("alt").equals("media")
                        ? objects.read(call, blob)
                        : Reply.json(200, Reply.resource(blob));
            }
            case "DELETE" -> {
                objects.delete(call, bucket, name);
                yield Reply.of(204, Map.of());
            }
            default -> throw new Refusal(405, "methodNotAllowed", "Method Not Allowed");
        };
    }

    private Reply upload(Call call, List<String> path) {
        String bucket = path.get(4);
        String id = call.query("upload_id");
        if (!id.isEmpty()) {
            return call.method().equals("DELETE")
                    ? uploads.cancel(id)
                    : uploads.more(id, call, call.body());
        }
        rights.require("storage.objects.create", bucket);
        String type = call.query("uploadType");
        if (type.equals("resumable")) {
            String session = uploads.start(call, bucket);
            String host = call.header("Host").orElse(endpoint.getAuthority());
            return Reply.of(
                    200,
                    Map.of(
                            "Location",
                            "http://"
                                    + host
                                    + "/upload/storage/v1/b/"
                                    + bucket
                                    + "/o?uploadType=resumable&upload_id="
                                    + session));
        }
        StoredBlob written =
                type.equals("media")
                        ? uploads.media(call, bucket, call.body())
                        : uploads.multipart(call, bucket);
        return Reply.json(200, Reply.resource(written));
    }

    /** {@code /BUCKET/OBJECT} with a token or a signature. */
    private Reply xml(Call call) {
        try {
            if (SignedUrls.isSigned(call)) {
                signedUrls.verify(call);
            } else {
                rights.requireToken(call);
            }
            String raw = call.uri().getRawPath().substring(1);
            int slash = raw.indexOf('/');
            String bucket = Call.unescaped(slash < 0 ? raw : raw.substring(0, slash));
            String name = slash < 0 ? "" : Call.unescaped(raw.substring(slash + 1));
            return switch (call.method()) {
                case "GET" -> objects.read(call, objects.found(bucket, name));
                case "PUT" -> {
                    objects.requireWrite(bucket, name);
                    StoredBlob blob =
                            buckets.write(
                                    Draft.of(bucket, name, Reply.JSON.createObjectNode()),
                                    call.body(),
                                    java.util.Optional.empty());
                    yield Reply.of(200, Reply.headers(blob));
                }
                default -> Reply.xml(405, "MethodNotAllowed", "Not allowed.");
            };
        } catch (Refusal e) {
            return Reply.xml(e.status(), xmlCode(e), String.valueOf(e.getMessage()));
        }
    }

    private static String xmlCode(Refusal refusal) {
        return switch (refusal.status()) {
            case 401 -> "AuthenticationRequired";
            case 403 ->
                    refusal.reason().equals("SignatureDoesNotMatch")
                            ? "SignatureDoesNotMatch"
                            : "AccessDenied";
            case 404 ->
                    String.valueOf(refusal.getMessage()).contains("bucket does not exist")
                            ? "NoSuchBucket"
                            : "NoSuchKey";
            case 412 -> "PreconditionFailed";
            case 416 -> "InvalidRange";
            default -> refusal.reason();
        };
    }

    /** Many small requests in one, each with its own token and answered for itself. */
    private Reply batch(Call call) {
        String type = call.header("Content-Type").orElse("");
        String boundary =
                "--" + type.substring(type.indexOf("boundary=") + 9).replace("\"", "").strip();
        StringBuilder out = new StringBuilder();
        String[] parts = new String(call.body(), ISO_8859_1).split(boundary, -1);
        int count = 0;
        for (int i = 1; i < parts.length - 1; i++) {
            if (++count > 100) {
                return Reply.json(Refusal.invalid("Too many calls in a batch."));
            }
            out.append(inner(call, parts[i]));
        }
        byte[] bytes = out.append("--answer--\r\n").toString().getBytes(ISO_8859_1);
        return new Reply(
                200,
                Map.of("Content-Type", "multipart/mixed; boundary=answer"),
                bytes,
                0,
                bytes.length);
    }

    private String inner(Call outer, String part) {
        String[] pieces = part.strip().split("\r\n\r\n", 2);
        String id = "";
        for (String line : pieces[0].split("\r\n", -1)) {
            if (line.regionMatches(true, 0, "Content-ID:", 0, 11)) {
                id = line.substring(11).strip();
            }
        }
        String[] line = pieces[1].split("\r\n", 2)[0].split(" ", -1);
        URI asked = URI.create(line[1]);
        URI uri =
                URI.create(
                        asked.getRawPath()
                                + (asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery()));
        Headers headers = new Headers();
        headers.set("Authorization", outer.header("Authorization").orElse(""));
        pieces[1]
                .lines()
                .skip(1)
                .takeWhile(header -> !header.isBlank())
                .map(header -> header.split(":", 2))
                .filter(header -> header.length == 2)
                .forEach(header -> headers.set(header[0], header[1].strip()));
        Reply reply = answer(new Call(line[0], uri, headers, new byte[0]));
        return "--answer\r\nContent-Type: application/http\r\nContent-ID: "
                + id.replace("<", "<response-")
                + "\r\n\r\nHTTP/1.1 "
                + reply.status()
                + " Answer\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: "
                + reply.length()
                + "\r\n\r\n"
                + new String(reply.bytes(), reply.offset(), reply.length(), ISO_8859_1)
                + "\r\n";
    }
}
