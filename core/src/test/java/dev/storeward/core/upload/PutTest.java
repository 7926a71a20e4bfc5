package dev.storeward.core.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.file.Files;
import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.file.name.Address;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.upload.body.SizeEstimate;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.core.upload.request.PutCondition;
import dev.storeward.core.upload.request.PutRequest;
import dev.storeward.core.upload.request.UploadedFile;
import dev.storeward.store.memory.MemoryStore;
import dev.storeward.store.stream.BulkStream;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Files at addresses that their clients chose. */
class PutTest {
    private final FloodedNode node = new FloodedNode(new MemoryStore(InstantSource.system()), 8);
    private final Files files = new Files(node.core.tx);
    private final Address address =
            Address.asSent(node.member, Address.folderOf(node.member) + "a//./b.txt").orElseThrow();

    @AfterEach
    void close() {
        node.close();
    }

    private record Body(InputStream stream, Kept kept) implements UploadBody {
        @Override
        public String trailingCategory() {
            return "";
        }

        @Override
        public boolean abandoned() {
            return false;
        }
    }

    private static Body body(String text) {
        return new Body(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                UploadBody.Kept.NOTHING);
    }

    private UploadedFile put(PutCondition condition, UploadBody body) {
        return node.uploads.put(
                node.member,
                new PutRequest(address, "b.txt", condition, "text/x-note", SizeEstimate.UNKNOWN),
                body);
    }

    private ReadableFile there() {
        return files.readable(node.member, address).orElseThrow();
    }

    private long used() {
        return new Quotas(node.core.tx).usage(node.member, false).usedBytes();
    }

    @Test
    void whatIsThereGivesWayAndIsRefunded() {
        put(PutCondition.NONE, body("the first of them"));
        ReadableFile first = there();
        put(PutCondition.NONE, body("second"));
        ReadableFile second = there();

        assertThat(second.file().size()).isEqualTo(6);
        assertThat(second.file().contentType()).isEqualTo("text/x-note");
        assertThat(second.file().id()).isNotEqualTo(first.file().id());
        assertThat(second.key().value()).startsWith("tenants/").isNotEqualTo(first.key().value());
        assertThat(used()).isEqualTo(6);
        assertThat(new Quotas(node.core.tx).usage(node.member, false).fileCount()).isEqualTo(1);
        assertThat(objectStates()).containsExactly("doomed", "live");
    }

    private List<String> objectStates() {
        return node.core
                .tx
                .forTenant(node.acme.id())
                .statement(sql ->
                        sql.list(
                                "SELECT state FROM object WHERE tenant_id = ? ORDER BY state",
                                row -> row.text("state"),
                                node.acme.id()));
    }

    @Test
    void aReadableAddressIsTheKeyOfItsFirstFileAndMarkedForTheNext() {
        Address plain =
                Address.asSent(node.member, Address.folderOf(node.member) + "plain.txt")
                        .orElseThrow();
        for (String text : List.of("one", "two")) {
            node.uploads.put(
                    node.member,
                    new PutRequest(plain, "plain.txt", PutCondition.NONE, "", SizeEstimate.UNKNOWN),
                    body(text));
            ReadableFile file = files.readable(node.member, plain).orElseThrow();
            assertThat(file.key().value())
                    .matches(
                            java.util.regex.Pattern.quote(plain.value())
                                    + (text.equals("one") ? "" : "~[0-9a-f]{12}"));
        }
        files.delete(node.member, plain);
        node.uploads.put(
                node.member,
                new PutRequest(plain, "plain.txt", PutCondition.NONE, "", SizeEstimate.UNKNOWN),
                body("three"));
        assertThat(files.readable(node.member, plain).orElseThrow().key().value())
                .startsWith(plain.value() + "~");
    }

    @Test
    void whatIsKeptWithAFileComesBackAndGoesWithIt() {
        FileProperties kept =
                new FileProperties(
                        Map.of("cache-control", "no-store"),
                        Map.of("Author", "Zoë"),
                        Map.of("colour", "red"),
                        Map.of("crc32", "AAAAAA=="));
        put(
                PutCondition.NONE,
                new Body(
                        new ByteArrayInputStream(new byte[3]),
                        new UploadBody.Kept("0123456789abcdef0123456789abcdef", kept)));

        assertThat(there().properties()).isEqualTo(kept);
        assertThat(there().file().md5()).isEqualTo("0123456789abcdef0123456789abcdef");

        put(PutCondition.NONE, body("plain"));
        assertThat(there().properties()).isEqualTo(FileProperties.NONE);
        assertThat(there().file().md5()).isEmpty();
    }

    @Test
    void aConditionIsAskedBeforeTheBytesAreRead() {
        put(PutCondition.NONE, body("first"));
        InputStream unread =
                new BulkStream() {
                    @Override
                    public int read(byte[] target, int offset, int length) {
                        throw new AssertionError("The body was read.");
                    }
                };

        assertThatThrownBy(
                        () -> put(PutCondition.ABSENT, new Body(unread, UploadBody.Kept.NOTHING)))
                .satisfies(
                        e -> assertThat(problem(e)).isInstanceOf(Problem.PreconditionFailed.class));
        assertThat(there().file().size()).isEqualTo(5);
        assertThat(used()).isEqualTo(5);
    }

    private static Problem problem(Throwable thrown) {
        return ((ProblemException) thrown).problem();
    }

    /** What comes to the address while another upload to it is under way. */
    @Test
    void aConditionHoldsOfWhatIsThereInTheEnd() {
        InputStream late =
                new ByteArrayInputStream(new byte[] {1, 2}) {
                    private boolean asked;

                    @Override
                    public synchronized int read(byte[] buffer, int from, int length) {
                        if (!asked) {
                            asked = true;
                            put(PutCondition.NONE, body("in between"));
                        }
                        return super.read(buffer, from, length);
                    }
                };

        assertThatThrownBy(() -> put(PutCondition.ABSENT, new Body(late, UploadBody.Kept.NOTHING)))
                .satisfies(
                        e -> assertThat(problem(e)).isInstanceOf(Problem.PreconditionFailed.class));
        assertThat(there().file().size()).isEqualTo(10);
        assertThat(used()).isEqualTo(10);
    }

    @Test
    void ofManyAtOnceOneIsThereInTheEndAndNothingElseIsCharged() throws Exception {
        put(PutCondition.NONE, body("before"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<UploadedFile>> puts =
                    java.util.stream.IntStream.rangeClosed(1, 24)
                            .<Callable<UploadedFile>>mapToObj(
                                    n -> () -> put(PutCondition.NONE, body("x".repeat(n))))
                            .toList();
            for (Future<UploadedFile> done : threads.invokeAll(puts)) {
                assertThat(done.get().address()).isEqualTo(address.value());
            }
        }

        assertThat(there().file().size()).isBetween(1L, 24L);
        assertThat(used()).isEqualTo(there().file().size());
        assertThat(objectStates()).hasSize(25).filteredOn("live"::equals).hasSize(1);
    }

    @Test
    void ofManyThatWantNothingThereOneIsStored() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> puts =
                    java.util.stream.IntStream.range(0, 16)
                            .<Callable<Boolean>>mapToObj(n -> () -> stored("file " + n))
                            .toList();
            int stored = 0;
            for (Future<Boolean> done : threads.invokeAll(puts)) {
                stored += done.get() ? 1 : 0;
            }
            assertThat(stored).isEqualTo(1);
        }
        assertThat(used()).isEqualTo(there().file().size());
    }

    /** Each is of one length only, and deletes no other that came in its place. */
    @Test
    void aDeleteTakesOnlyTheFileThatItsConditionHoldsOf() throws Exception {
        put(PutCondition.NONE, body("12345"));
        assertThatThrownBy(() -> files.delete(node.member, address, file -> file.size() == 4))
                .satisfies(
                        e -> assertThat(problem(e)).isInstanceOf(Problem.PreconditionFailed.class));
        assertThat(there().file().size()).isEqualTo(5);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> both =
                    List.of(
                            () -> deletes(file -> file.size() == 5),
                            () -> put(PutCondition.NONE, body("123456")) != null);
            for (int round = 0; round < 8; round++) {
                for (Future<Boolean> done : threads.invokeAll(both)) {
                    done.get();
                }
                assertThat(there().file().size()).isEqualTo(6);
                put(PutCondition.NONE, body("12345"));
            }
        }
        assertThat(files.delete(node.member, address, file -> file.size() == 5)).isTrue();
        assertThat(files.delete(node.member, address, file -> false)).isFalse();
        assertThat(used()).isZero();
    }

    private boolean deletes(Predicate<StoredFile> condition) {
        try {
            return files.delete(node.member, address, condition);
        } catch (ProblemException e) {
            assertThat(e.problem()).isInstanceOf(Problem.PreconditionFailed.class);
            return false;
        }
    }

    private boolean stored(String text) {
        try {
            put(PutCondition.ABSENT, body(text));
            return true;
        } catch (ProblemException e) {
            assertThat(e.problem()).isInstanceOf(Problem.PreconditionFailed.class);
            return false;
        }
    }
}
