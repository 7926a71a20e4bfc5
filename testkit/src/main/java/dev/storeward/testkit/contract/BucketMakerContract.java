package dev.storeward.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.BucketMaker;
import dev.storeward.store.connector.BucketMaker.Made;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every connector that makes buckets keeps to. */
public abstract class BucketMakerContract {
    private static final ObjectKey KEY = new ObjectKey("folder/object");

    /** A place that may not exist, and who makes it. */
    public record Site(
            Connector connector, BackendSpec spec, Credential credential, Outbound outbound) {
        BucketMaker maker() {
            return connector.buckets().orElseThrow();
        }

        Made make() {
            return maker().make(spec, credential, outbound);
        }

        ObjectStore open() {
            return connector.open(spec, credential, outbound);
        }
    }

    /** A bucket of this name, which nobody has. */
    protected abstract Site site(String name);

    /** A place whose name is somebody else's; empty where there is nobody else. */
    protected abstract Optional<Site> taken() throws IOException;

    /** A place that this credential may not make. */
    protected abstract Site forbidden() throws IOException;

    @Test
    void aNewBucketIsEmptyAndTakesObjects() throws IOException {
        Site site = site(freshName());

        assertThat(site.make()).isEqualTo(Made.MADE);

        try (ObjectStore store = site.open()) {
            assertThat(store.list(new ListRequest("", "", 10)).objects()).isEmpty();
            store.put(KEY, Content.of(new byte[] {1, 2, 3}), PutOptions.defaults());
            try (ObjectBody body = store.get(KEY, ByteRange.all())) {
                assertThat(body.stream().readAllBytes()).containsExactly(1, 2, 3);
            }
        }
    }

    @Test
    void makingItAgainChangesNothingInIt() throws IOException {
        Site site = site(freshName());
        site.make();
        try (ObjectStore store = site.open()) {
            store.put(KEY, Content.of(new byte[] {4}), PutOptions.defaults());

            assertThat(List.of(site.make(), site.make()))
                    .containsExactly(Made.OURS_ALREADY, Made.OURS_ALREADY);

            try (ObjectBody body = store.get(KEY, ByteRange.all())) {
                assertThat(body.stream().readAllBytes()).containsExactly(4);
            }
        }
    }

    @Test
    void anothersBucketIsNotOurs() throws IOException {
        Optional<Site> taken = taken();
        assumeThat(taken).as("this server has one account only").isPresent();

        assertThat(taken.orElseThrow().make()).isEqualTo(Made.TAKEN);
    }

    @Test
    void whoMayNotMakeBucketsIsToldSo() throws IOException {
        Site site = forbidden();

        assertThatThrownBy(site::make)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e ->
                                assertThat(e.code())
                                        .isIn(
                                                StoreException.Code.FORBIDDEN,
                                                StoreException.Code.UNAUTHENTICATED,
                                                StoreException.Code.UNKNOWN));
    }

    private static String freshName() {
        return "made-" + UUID.randomUUID();
    }
}
