package dev.storeward.server.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that try to leave their folder are refused with a sentence. */
class HostileAddressesTest extends HostileFixture {
    /** What {@code OWN}, {@code COLLEAGUE} and {@code STRANGER} stand for is put in their place. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "OWN%2e%2e%2fx",
                "OWN..%2fx",
                "OWN../x",
                "OWN%2e%2e/x",
                "OWN./x",
                "OWN%2F%2Fx",
                "OWN//x",
                "OWN%5cx",
                "OWN\\x",
                "OWN%5c..%5cx",
                "OWN%00",
                "OWNx%00.txt",
                "OWN%25",
                "OWN%252e%252e%252fx",
                "OWN;",
                "OWN;x=y",
                "OWNx;jsessionid=1",
                "OWN%3bx",
                "OWN%ff%fe",
                "OWN%c0%ae%c0%ae%c0%afx",
                "OWN%ED%A0%80",
                "OWN%",
                "OWN%2",
                "OWN%zz",
                "OWN%u002e",
                "OWN%0d%0aX-Injected:%20yes",
                "OWN%E2%80%AE",
                "OWN",
                "OWNx",
                "OWNx/",
                "OWN/metadata",
                "OWN/metadata/metadata",
                "OWNx/metadata/presigned-url",
                "OWN%2Fmetadata",
                "OWNx%2Fmetadata",
                "OWN/presigned-url",
                "COLLEAGUEx",
                "COLLEAGUEx/metadata",
                "OWN../COLLEAGUE_ID/x",
                "OWN%2e%2e%2fCOLLEAGUE_ID%2fx",
                "STRANGERx",
                "STRANGERx/presigned-url",
                "..",
                "%2e%2e",
                "/",
                "//",
                "/etc/passwd",
                "%2fetc%2fpasswd",
                "..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
                "../../../../../../etc/passwd",
                ".storeward/x",
                "organizations",
                "organizations/",
                "organizations/-1/files/-1/x",
                "organizations/%31/files/1/x",
                "OWN|",
                "OWN\"",
                "OWN<x>",
                "OWN{x}",
                "OWN[x]",
                "OWN^`x",
                "OWNLONG"
            })
    void aHostileObjectNameIsRefusedInTheDoorsOwnWords(String pattern) throws IOException {
        String name =
                pattern.replace("COLLEAGUE_ID", String.valueOf(colleague.userNumber()))
                        .replace("COLLEAGUE", colleague.folder())
                        .replace("STRANGER", stranger.folder())
                        .replace("LONG", "x".repeat(1_100))
                        .replace("OWN", member.folder());
        Set<Path> outside = outsideTheStore();
        for (String method : List.of("GET", "HEAD", "DELETE", "PUT", "POST")) {
            Reply reply =
                    RawHttp.exchange(
                            server.url(),
                            method,
                            BASE + "/objects/" + name,
                            member.key(),
                            "Content-Length: 0");
            assertThat(reply.headers("X-Injected")).isEmpty();
            if (method.equals("HEAD")) {
                assertThat(reply.status()).as(reply.toString()).isIn(400, 403, 404, 405);
                assertThat(reply.body()).isEmpty();
            } else {
                refused(reply, Set.of(400, 403, 404, 405));
            }
        }
        assertThat(outsideTheStore()).isEqualTo(outside);
    }

    /** These Tomcat refuses, some of them before it knows what was asked. */
    @Test
    void aRequestLineThatIsNoneIsRefused() {
        for (String name : List.of("\u00e9", "y".repeat(9_000), "a b", "\u0001")) {
            Reply reply =
                    RawHttp.exchange(
                            server.url(),
                            "GET",
                            BASE + "/objects/" + member.folder() + name,
                            member.key());
            assertThat(reply.status()).as(reply.toString()).isIn(400, 414);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/buckets/%2e%2e/objects",
                "/buckets/a%2Fb/objects",
                "/buckets/%00/objects",
                "/buckets/%ff/objects",
                "/buckets/shared%20/objects",
                "/buckets//objects",
                "/buckets/shared/objects?prefix=../",
                "/buckets/shared/objects?prefix=%00",
                "/buckets/shared/objects?prefix=%ff",
                "/buckets/shared/objects?prefix=/",
                "/buckets/shared/objects?prefix=organizations/",
                "/buckets/shared/objects?recursive=perhaps",
                "/files?page=0",
                "/files?page=-1",
                "/files?page=99999999999999999999",
                "/files?page=1.5",
                "/files?page_size=101",
                "/files?page_size=0",
                "/files?page_size=%00",
                "/files?cursor=zzz",
                "/files?cursor=%ff",
                "/files?file_category=secret",
                "/files?file_category='%20OR%201=1--",
                "/usage?recalculate=maybe",
                "/nothing",
                "/",
                "",
                "/upload",
                "/files/1",
                "/../../../etc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/%00",
                "/files%00",
                "/files/..;/admin",
                "/%",
                "/%zz"
            })
    void everyOtherAddressIsRefusedInTheDoorsOwnWords(String path) {
        Reply reply = RawHttp.exchange(server.url(), "GET", BASE + path, member.key());

        refused(reply, Set.of(400, 403, 404, 405));
    }
}
