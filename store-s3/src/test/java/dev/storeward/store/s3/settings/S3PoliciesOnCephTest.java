package dev.storeward.store.s3.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ListRequest;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectCopy;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.BucketPolicies.Grantee;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Policy;
import dev.storeward.store.s3.Loopback;
import dev.storeward.store.s3.S3Connector;
import dev.storeward.testkit.server.CephServer;
import dev.storeward.testkit.server.S3Server;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The policy that customers are given: with all of it everything works, without a part it fails.
 */
final class S3PoliciesOnCephTest {
    private static final String USER = "granted" + UUID.randomUUID().toString().substring(0, 8);
    private static final String PREFIX = "team a/files";

    private static final S3Connector CONNECTOR = Loopback.connector();

    private static Optional<S3Server> granted = Optional.empty();
    private static Optional<ObjectStore> owners = Optional.empty();

    @BeforeAll
    static void start() {
        granted = Optional.of(CephServer.user(USER));
        owners = Optional.of(open(CephServer.shared(), PREFIX));
    }

    @AfterAll
    static void stop() {
        owners.ifPresent(ObjectStore::close);
        CONNECTOR.close();
    }

    /** What a store does, by the action it needs. */
    enum Call {
        LIST("s3:ListBucket") {
            @Override
            void make(ObjectStore store, ObjectKey there) {
                assertThat(store.list(new ListRequest(there.value(), "", 10)).objects())
                        .extracting(ObjectInfo::key)
                        .containsExactly(there);
            }
        },
        GET("s3:GetObject") {
            @Override
            void make(ObjectStore store, ObjectKey there) throws IOException {
                try (ObjectBody body = store.get(there, ByteRange.all())) {
                    assertThat(new String(body.stream().readAllBytes(), UTF_8)).isEqualTo("there");
                }
                assertThat(store.head(there).orElseThrow().size()).isEqualTo(5);
            }
        },
        PUT("s3:PutObject") {
            @Override
            void make(ObjectStore store, ObjectKey there) {
                assertThat(
                                store.put(freeKey(), Content.of(new byte[9]), PutOptions.defaults())
                                        .size())
                        .isEqualTo(9);
                MultipartUploads uploads = store.multipart().orElseThrow();
                ObjectKey key = freeKey();
                String id = uploads.start(key, PutOptions.defaults());
                List<MultipartUploads.Part> parts =
                        List.of(uploads.upload(key, id, 1, Content.of(new byte[8])));
                assertThat(uploads.complete(key, id, parts, PutOptions.defaults()).size())
                        .isEqualTo(8);
                assertThat(
                                store.copyFrom(
                                        store,
                                        new ObjectCopy(there, freeKey(), 1, PutOptions.defaults())))
                        .isTrue();
            }
        },
        DELETE("s3:DeleteObject") {
            @Override
            void make(ObjectStore store, ObjectKey there) {
                ObjectKey other = freeKey();
                List<DeleteFailure> failures = store.delete(List.of(there, other));
                failures.stream()
                        .findFirst()
                        .ifPresent(failure -> {
                            throw failure.reason();
                        });
                assertThat(owners.orElseThrow().head(there)).isEmpty();
            }
        },
        ABORT("s3:AbortMultipartUpload") {
            @Override
            void make(ObjectStore store, ObjectKey there) {
                MultipartUploads uploads = owners.orElseThrow().multipart().orElseThrow();
                ObjectKey key = freeKey();
                String id = store.multipart().orElseThrow().start(key, PutOptions.defaults());
                store.multipart().orElseThrow().abort(key, id);
                assertThat(uploads.pending(key)).isEmpty();
            }
        },
        PENDING("s3:ListBucketMultipartUploads") {
            @Override
            void make(ObjectStore store, ObjectKey there) {
                MultipartUploads uploads = store.multipart().orElseThrow();
                ObjectKey key = freeKey();
                String id = uploads.start(key, PutOptions.defaults());
                assertThat(uploads.pending(key)).containsExactly(id);
            }
        };

        private final String action;

        Call(String action) {
            this.action = action;
        }

        abstract void make(ObjectStore store, ObjectKey there) throws IOException;
    }

    @Test
    void everythingWorksWithThePolicyAndNothingBesideIt() throws Exception {
        CephServer.grant(USER, policy().content());
        try (ObjectStore store = open(granted.orElseThrow(), PREFIX);
                ObjectStore beside = open(granted.orElseThrow(), "team a/files2");
                ObjectStore above = open(granted.orElseThrow(), "")) {
            for (Call call : Call.values()) {
                call.make(store, written());
            }
            assertThat(store.head(freeKey())).isEmpty();
            assertThat(codeOf(() -> store.get(freeKey(), ByteRange.all())))
                    .isEqualTo(Code.NOT_FOUND);
            for (ObjectStore other : List.of(beside, above)) {
                assertThat(codeOf(() -> other.list(new ListRequest("", "", 1))))
                        .isEqualTo(Code.FORBIDDEN);
                assertThat(codeOf(() -> other.get(freeKey(), ByteRange.all())))
                        .isEqualTo(Code.FORBIDDEN);
                assertThat(
                                codeOf(() ->
                                        other.put(
                                                freeKey(),
                                                Content.of(new byte[1]),
                                                PutOptions.defaults())))
                        .isEqualTo(Code.FORBIDDEN);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCallFailsWithoutItsAction(Call missing) throws Exception {
        String whole = policy().content();
        String without = whole.replace('"' + missing.action + '"', "\"s3:GetBucketTagging\"");
        assertThat(without).isNotEqualTo(whole);
        CephServer.grant(USER, without);
        try (ObjectStore store = open(granted.orElseThrow(), PREFIX)) {
            ObjectKey there = written();

            assertThat(codeOf(() -> missing.make(store, there))).isEqualTo(Code.FORBIDDEN);
            assertThat(owners.orElseThrow().head(there)).isPresent();
        }
    }

    @Test
    void thePolicyNamesNoActionThatNoCallNeeds() {
        String document =
                policy().content()
                        // They tell why a delete is refused, and nothing fails without them.
                        .replace("\"s3:GetObjectRetention\"", "")
                        .replace("\"s3:GetObjectLegalHold\"", "");
        for (Call call : Call.values()) {
            document = document.replace('"' + call.action + '"', "");
        }

        assertThat(document).doesNotContain("\"s3:Get", "\"s3:Put", "\"s3:List", "\"s3:*");
    }

    private static Policy policy() {
        return CONNECTOR
                .policies()
                .orElseThrow()
                .of(spec(granted.orElseThrow(), PREFIX), new Grantee("", ""))
                .stream()
                .filter(policy -> policy.name().equals("access-policy"))
                .findFirst()
                .orElseThrow();
    }

    private static ObjectKey written() {
        ObjectKey key = freeKey();
        owners.orElseThrow().put(key, Content.of("there".getBytes(UTF_8)), PutOptions.defaults());
        return key;
    }

    private static ObjectKey freeKey() {
        return new ObjectKey("o/" + UUID.randomUUID());
    }

    private static ObjectStore open(S3Server server, String prefix) {
        return CONNECTOR.open(spec(server, prefix), credential(server), new Loopback());
    }

    private static BackendSpec spec(S3Server server, String prefix) {
        Map<String, String> values = new HashMap<>(server.settings());
        values.put("prefix", prefix);
        return CONNECTOR.schema().spec(Secret.each(values));
    }

    private static Credential credential(S3Server server) {
        return CONNECTOR.schema().credential(Secret.each(server.settings()));
    }

    private static Code codeOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(StoreException.class, call).code();
    }
}
