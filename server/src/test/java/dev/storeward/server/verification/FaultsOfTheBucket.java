package dev.storeward.server.verification;

import static dev.storeward.server.verification.FaultTableFixture.answering;
import static dev.storeward.server.verification.FaultTableFixture.changing;
import static dev.storeward.server.verification.FaultTableFixture.meddling;
import static dev.storeward.server.verification.FaultTableFixture.other;
import static dev.storeward.server.verification.FaultTableFixture.refusing;
import static dev.storeward.server.verification.FaultTableFixture.stallingWrites;
import static dev.storeward.server.verification.FaultTableFixture.wholeForParts;

import dev.storeward.server.verification.FaultTableFixture.Line;
import dev.storeward.server.verification.Meddler.Reply;
import dev.storeward.server.verification.Meddler.Request;
import java.util.Arrays;
import java.util.stream.Stream;

/** What a bucket does wrong with the objects that a verification keeps in it. */
final class FaultsOfTheBucket {
    private FaultsOfTheBucket() {}

    static Stream<Line> lines() {
        String empty =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult><IsTruncated>false</IsTruncated>"
                        + "<KeyCount>0</KeyCount></ListBucketResult>";
        return Stream.of(
                new Line("no right to list", refusing(Request::lists), "list", "forbidden"),
                new Line(
                        "a listing that lies",
                        answering(Request::lists, Reply.of(200, "application/xml", empty)),
                        "list",
                        "not_listed"),
                new Line(
                        "a bucket that is read only",
                        refusing(Request::writes),
                        "write",
                        "forbidden"),
                new Line(
                        "a full bucket",
                        answering(
                                r -> r.method().equals("PUT"),
                                Reply.error(507, "InsufficientStorage")),
                        "write",
                        "full"),
                new Line(
                        "bytes that change on the way",
                        answering(r -> r.method().equals("PUT"), Reply.error(400, "BadDigest")),
                        "write",
                        "corrupt"),
                new Line("writes that hang", meddling(stallingWrites()), "write", "silent"),
                new Line(
                        "a bucket that is write only",
                        refusing(r -> r.reads() || r.method().equals("HEAD")),
                        "read_back",
                        "forbidden"),
                new Line(
                        "a body that ends early",
                        changing(FaultTableFixture::readsWhole, r -> r.cut(100)),
                        "read_back",
                        "truncated"),
                new Line(
                        "other bytes",
                        changing(FaultTableFixture::readsWhole, r -> r.withBody(other(r.body()))),
                        "read_back",
                        "wrong_bytes"),
                new Line(
                        "another size",
                        changing(
                                FaultTableFixture::readsWhole,
                                r -> r.withBody(Arrays.copyOf(r.body(), 255))),
                        "read_back",
                        "wrong_size"),
                new Line(
                        "another tag",
                        changing(r -> r.method().equals("HEAD"), r -> r.with("etag", "\"other\"")),
                        "read_back",
                        "etag_differs"),
                new Line(
                        "metadata that is dropped",
                        changing(
                                r -> r.method().equals("HEAD"),
                                r -> r.without("x-amz-meta-sw-object")),
                        "read_back",
                        "metadata_lost"),
                new Line("ranges ignored", meddling(wholeForParts()), "range", "range_ignored"),
                new Line(
                        "parts not implemented",
                        answering(Request::inParts, Reply.error(501, "NotImplemented")),
                        "multipart",
                        "not_implemented"),
                new Line(
                        "no right to write parts",
                        refusing(Request::inParts),
                        "multipart",
                        "forbidden"),
                new Line(
                        "parts lost",
                        changing(
                                r -> r.reads() && r.target().contains("-parts"),
                                r -> r.withBody(other(r.body()))),
                        "multipart",
                        "parts_lost"),
                new Line(
                        "a condition ignored",
                        answering(
                                r -> r.has("If-None-Match"),
                                Reply.of(200, "text/plain", "").with("ETag", "\"e\"")),
                        "conditional_put",
                        "not_honoured"),
                new Line(
                        "a condition not implemented",
                        answering(r -> r.has("If-None-Match"), Reply.error(501, "NotImplemented")),
                        "conditional_put",
                        "not_implemented"),
                new Line(
                        "copies not implemented",
                        answering(Request::copies, Reply.error(501, "NotImplemented")),
                        "copy",
                        "not_offered"),
                new Line("no right to copy", refusing(Request::copies), "copy", "forbidden"),
                new Line(
                        "copies that differ",
                        changing(
                                r -> r.reads() && r.target().contains("-copy"),
                                r -> r.withBody(other(r.body()))),
                        "copy",
                        "not_honoured"),
                new Line("no right to delete", refusing(Request::deletes), "delete", "forbidden"),
                new Line(
                        "deletions that do nothing",
                        answering(Request::deletes, Reply.of(204, "application/xml", "")),
                        "delete",
                        "not_deleted"),
                new Line(
                        "an object that cannot be removed",
                        refusing(Request::deletes),
                        "clean_up",
                        "left_behind"));
    }
}
