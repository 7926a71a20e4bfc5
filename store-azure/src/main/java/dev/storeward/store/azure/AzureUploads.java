package dev.storeward.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import dev.storeward.store.Content;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.azure.wire.Escapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Uploads in parts, as blocks of one blob. Azure knows no uploads: ours are the ids that our blocks
 * carry in their names, so an upload begins with its first part. Blocks that were not committed are
 * never visible, and Azure drops them after a week by itself.
 */
record AzureUploads(AzureCalls calls) implements MultipartUploads {

    /** Metadata of the empty object that takes an aborted upload's blocks with it. */
    private static final String ABORTED = "sw-aborted";

    private static final Pattern LISTED = Pattern.compile("<Name>([A-Za-z0-9+/=]+)</Name>");

    @Override
    public long minimumPartSize() {
        return 1;
    }

    @Override
    public int maximumParts() {
        return 50_000;
    }

    @Override
    public String start(ObjectKey key, PutOptions options) {
        return UUID.randomUUID().toString().replace("-", "");
    }

    @Override
    public Part upload(ObjectKey key, String uploadId, int number, Content content) {
        long length = content.length().orElseThrow();
        Content body = Bodies.reopenable(content, length);
        String md5 = Bodies.md5(body);
        HttpRequest request =
                calls.request(
                        HttpMethod.PUT,
                        key,
                        "?comp=block&blockid="
                                + Escapes.path(new BlockId(uploadId, number).encoded())
                                        .replace("/", "%2F"));
        request.setHeader(HttpHeaderName.CONTENT_TYPE, "application/octet-stream");
        request.setHeader(HttpHeaderName.CONTENT_MD5, md5);
        calls.send(request, Bodies.of(body, length), length);
        return new Part(number, md5);
    }

    @Override
    public ObjectInfo complete(
            ObjectKey key, String uploadId, List<Part> parts, PutOptions options) {
        List<String> blocks =
                parts.stream().map(part -> new BlockId(uploadId, part.number()).encoded()).toList();
        try {
            commit(key, blocks, options);
        } catch (StoreException e) {
            if (e.code() != Code.ALREADY_EXISTS) {
                throw e;
            }
            // The answer may have been lost and the request repeated: then the object is our own.
            return calls.ownObject(key, options, e);
        }
        return calls.head(key)
                .orElseThrow(() ->
                        new StoreException(
                                Code.UNKNOWN,
                                "The object " + key + " was completed and is not there."));
    }

    private HttpResponse commit(ObjectKey key, List<String> blocks, PutOptions options) {
        StringBuilder list =
                new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
        blocks.forEach(block -> list.append("<Latest>").append(block).append("</Latest>"));
        BinaryData body = BinaryData.fromString(list.append("</BlockList>").toString());
        HttpRequest request = calls.request(HttpMethod.PUT, key, "?comp=blocklist");
        request.setHeader(HttpHeaderName.CONTENT_TYPE, "application/xml; charset=utf-8");
        AzureWriter.describe(request, options);
        return calls.send(request, body, body.toBytes().length);
    }

    /**
     * Frees the blocks at once where nothing else is under the key: an empty list of blocks is
     * committed, which drops all others, and the empty object it leaves is deleted if it is still
     * that one. One that an earlier abort left, as it was cut off between the two, is deleted too.
     * Where an object or another upload's blocks are, nothing is touched; Azure drops the rest
     * after a week.
     */
    @Override
    public void abort(ObjectKey key, String uploadId) {
        List<BlockId> blocks = uncommitted(key);
        boolean onlyOurs =
                !blocks.isEmpty() && blocks.stream().allMatch(id -> id.uploadId().equals(uploadId));
        Optional<String> left = onlyOurs ? emptied(key, uploadId) : aborted(key, uploadId);
        left.ifPresent(tag -> {
            HttpRequest request = calls.request(HttpMethod.DELETE, key, "");
            request.setHeader(HttpHeaderName.IF_MATCH, '"' + tag + '"');
            try {
                calls.send(request);
            } catch (StoreException e) {
                if (e.code() != Code.NOT_FOUND && e.code() != Code.ALREADY_EXISTS) {
                    throw e;
                }
            }
        });
    }

    /** The tag of the empty object; none where another object was in the way. */
    private Optional<String> emptied(ObjectKey key, String uploadId) {
        PutOptions mark = new PutOptions(true, "", Map.of(ABORTED, uploadId));
        try {
            return Optional.of(AzureCalls.tag(commit(key, List.of(), mark).getHeaders()));
        } catch (StoreException e) {
            if (e.code() != Code.ALREADY_EXISTS) {
                throw e;
            }
            return aborted(key, uploadId);
        }
    }

    private Optional<String> aborted(ObjectKey key, String uploadId) {
        return aborted(key)
                .filter(info -> uploadId.equals(info.metadata().get(ABORTED)))
                .map(ObjectInfo::etag);
    }

    /** The empty object that an abort left. */
    private Optional<ObjectInfo> aborted(ObjectKey key) {
        return calls.head(key)
                .filter(info -> info.size() == 0 && info.metadata().containsKey(ABORTED));
    }

    /** Also an upload whose abort was cut off: of it an empty object is left. */
    @Override
    public List<String> pending(ObjectKey key) {
        Stream<String> begun =
                uncommitted(key).stream().map(BlockId::uploadId).filter(id -> !id.isEmpty());
        Stream<String> left =
                aborted(key).map(info -> info.metadata().getOrDefault(ABORTED, "")).stream();
        return Stream.concat(begun, left).distinct().toList();
    }

    /** Blocks that others named have an empty upload id. */
    private List<BlockId> uncommitted(ObjectKey key) {
        HttpRequest request =
                calls.request(HttpMethod.GET, key, "?comp=blocklist&blocklisttype=uncommitted");
        List<BlockId> blocks = new ArrayList<>();
        try {
            Matcher names = LISTED.matcher(calls.send(request).getBodyAsBinaryData().toString());
            while (names.find()) {
                blocks.add(BlockId.decoded(names.group(1)));
            }
        } catch (StoreException e) {
            if (e.code() != Code.NOT_FOUND) {
                throw e;
            }
        }
        return blocks;
    }
}
