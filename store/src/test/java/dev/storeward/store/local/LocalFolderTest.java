package dev.storeward.store.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Connector.Place;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalFolderTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir Path temporary;
    private Path root = Path.of("/");
    private ObjectStore store = new dev.storeward.store.memory.MemoryStore(InstantSource.system());

    @BeforeEach
    void open() {
        root = temporary.resolve("root");
        store = LocalStore.open(root, InstantSource.fixed(NOW));
    }

    @Test
    void anObjectIsAFileBelowItsFolders() throws IOException {
        put("reports/2026/a.txt", "hello");

        Path file = root.resolve("objects/reports+/2026+/a.txt");
        assertThat(Files.readAllBytes(file)).startsWith("hello".getBytes(UTF_8));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(store.head(new ObjectKey("reports/2026/a.txt")).orElseThrow().lastModified())
                .isEqualTo(NOW);
        assertThat(root.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void objectsSurviveReopening() {
        put("a/b", "kept");

        ObjectStore again = LocalStore.open(root, InstantSource.fixed(NOW));

        assertThat(again.head(new ObjectKey("a/b"))).isEqualTo(store.head(new ObjectKey("a/b")));
        assertThat(again.list(new ListRequest("", "", 10)).objects())
                .extracting(ObjectInfo::size)
                .containsExactly(4L);
    }

    @Test
    void aFileCutShortIsCorruptAndStillListed() throws IOException {
        put("whole", "0123456789".repeat(100));
        put("other", "fine");
        try (FileChannel file =
                FileChannel.open(root.resolve("objects/whole"), StandardOpenOption.WRITE)) {
            file.truncate(500);
        }

        assertThat(codeOf(() -> store.get(new ObjectKey("whole"), ByteRange.all())))
                .isEqualTo(Code.CORRUPT);
        assertThat(codeOf(() -> store.head(new ObjectKey("whole")))).isEqualTo(Code.CORRUPT);
        assertThat(store.list(new ListRequest("", "", 10)).objects())
                .extracting(info -> info.key().value() + " " + info.size())
                .containsExactly("other 4", "whole 500");
        assertThat(store.delete(List.of(new ObjectKey("whole")))).isEmpty();
    }

    @Test
    void aFileThatShrinksWhileItIsReadDoesNotLookWhole() throws IOException {
        ObjectKey key = new ObjectKey("shrinks");
        put("shrinks", "x".repeat(1_000_000));
        try (ObjectBody body = store.get(key, ByteRange.all())) {
            assertThat(body.stream().readNBytes(10)).hasSize(10);
            try (FileChannel file =
                    FileChannel.open(root.resolve("objects/shrinks"), StandardOpenOption.WRITE)) {
                file.truncate(300_000);
            }

            assertThatThrownBy(() -> body.stream().readAllBytes()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void pathsOfThisMachineStandInCausesOnly() throws IOException {
        Files.createSymbolicLink(root.resolve("objects/link"), temporary);
        Files.createDirectory(root.resolve("objects/folder"));
        Path file = Files.createFile(temporary.resolve("file"));
        List<StoreException> failures =
                new ArrayList<>(
                        List.of(
                                failureOf(() -> store.get(new ObjectKey("link"), ByteRange.all())),
                                failureOf(() ->
                                        LocalStore.open(
                                                file.resolve("x"), InstantSource.fixed(NOW)))));
        Files.move(root, temporary.resolve("elsewhere"));
        failures.add(failureOf(() -> put("a", "x")));
        failures.add(failureOf(() -> store.delete(List.of(new ObjectKey("a")))));

        assertThat(failures)
                .hasSize(4)
                .allSatisfy(failure -> {
                    assertThat(failure).hasMessageNotContaining(temporary.toString());
                    assertThat(failure.getCause()).hasMessageContaining(temporary.toString());
                });
    }

    private static StoreException failureOf(ThrowingCallable call) {
        return catchThrowableOfType(StoreException.class, call);
    }

    @Test
    void aLinkInPlaceOfAnObjectIsNotFollowed() throws IOException {
        Path outside = Files.writeString(temporary.resolve("secret"), "outside");
        Files.createSymbolicLink(root.resolve("objects/link"), outside);
        ObjectKey link = new ObjectKey("link");

        assertThat(codeOf(() -> store.get(link, ByteRange.all()))).isEqualTo(Code.FORBIDDEN);
        assertThat(codeOf(() -> store.head(link))).isEqualTo(Code.FORBIDDEN);
        assertThat(store.list(new ListRequest("", "", 10)).objects()).isEmpty();

        put("link", "mine");
        assertThat(Files.readString(outside)).isEqualTo("outside");
        assertThat(Files.isSymbolicLink(root.resolve("objects/link"))).isFalse();
    }

    @Test
    void aLinkInPlaceOfAFolderIsNotFollowed() throws IOException {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(outside.resolve("x"), "outside");
        Files.createSymbolicLink(root.resolve("objects/folder+"), outside);
        ObjectKey key = new ObjectKey("folder/x");

        assertThat(codeOf(() -> store.get(key, ByteRange.all()))).isEqualTo(Code.FORBIDDEN);
        assertThat(codeOf(() -> put("folder/y", "in"))).isEqualTo(Code.FORBIDDEN);
        assertThat(codeOf(() -> put("folder/deep/y", "in"))).isEqualTo(Code.FORBIDDEN);
        assertThat(store.delete(List.of(key)))
                .extracting(DeleteFailure::reason)
                .extracting(StoreException::code)
                .containsExactly(Code.FORBIDDEN);
        assertThat(store.list(new ListRequest("", "", 10)).objects()).isEmpty();
        assertThat(outside).isDirectoryContaining(path -> path.endsWith("x"));
        try (Stream<Path> left = Files.list(outside)) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void aDeleteRemovesTheFoldersItEmpties() {
        put("a/b/c/d", "x");
        put("a/kept", "x");

        store.delete(List.of(new ObjectKey("a/b/c/d")));
        assertThat(root.resolve("objects/a+/b+")).doesNotExist();
        assertThat(root.resolve("objects/a+")).isDirectory();

        store.delete(List.of(new ObjectKey("a/kept")));
        assertThat(root.resolve("objects")).isEmptyDirectory();
    }

    @Test
    void aFailedPutLeavesNothingBehind() {
        Content broken =
                Content.once(new ByteArrayInputStream(new byte[5]), OptionalLong.of(2_000_000));

        codeOf(() -> store.put(new ObjectKey("a/b"), broken, PutOptions.defaults()));

        assertThat(root.resolve("tmp")).isEmptyDirectory();
        assertThat(root.resolve("objects")).isEmptyDirectory();
    }

    @Test
    void openingRemovesOnlyWhatWasAbandonedADayAgo() throws IOException {
        Path old = Files.writeString(root.resolve("tmp/old"), "x");
        Path young = Files.writeString(root.resolve("tmp/young"), "x");
        Files.setLastModifiedTime(old, FileTime.from(NOW.minus(Duration.ofHours(25))));
        Files.setLastModifiedTime(young, FileTime.from(NOW.minus(Duration.ofHours(23))));

        LocalStore.open(root, InstantSource.fixed(NOW));

        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void aRootThatVanishesIsAMissingBucketAndIsNotMadeAgain() throws IOException {
        put("a", "x");
        Files.move(root, temporary.resolve("elsewhere"));

        assertThat(codeOf(() -> put("b", "x"))).isEqualTo(Code.BUCKET_NOT_FOUND);
        assertThat(codeOf(() -> store.get(new ObjectKey("a"), ByteRange.all())))
                .isEqualTo(Code.BUCKET_NOT_FOUND);
        assertThat(codeOf(() -> store.delete(List.of(new ObjectKey("a")))))
                .isEqualTo(Code.BUCKET_NOT_FOUND);
        Files.createDirectory(root);
        assertThat(codeOf(() -> put("b", "x"))).isEqualTo(Code.BUCKET_NOT_FOUND);
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void aFileSomebodyElsePutThereIsNoObject() throws IOException {
        Files.writeString(root.resolve("objects/foreign+x"), "foreign");
        Files.createDirectory(root.resolve("objects/plain"));
        Files.writeString(root.resolve("objects/plain/x"), "foreign");
        put("mine", "x");

        assertThat(store.list(new ListRequest("", "", 10)).objects())
                .extracting(info -> info.key().value())
                .containsExactly("mine");
    }

    @Test
    void aFullDiskIsToldAsSuch() {
        Folder folder = new Folder(root);
        assertThat(
                        Failures.of(
                                        folder,
                                        "object a",
                                        new FileSystemException(
                                                "x", null, "No space left on device"))
                                .code())
                .isEqualTo(Code.FULL);
        assertThat(Failures.of(folder, "object a", new IOException("Disk quota exceeded")).code())
                .isEqualTo(Code.FULL);
        assertThat(Failures.of(folder, "object a", new IOException("Input/output error")).code())
                .isEqualTo(Code.UNKNOWN);
    }

    @Test
    void twoNamesOfOneFolderAreOnePlace() throws IOException {
        Path alias = Files.createSymbolicLink(temporary.resolve("alias"), root);
        LocalConnector connector = new LocalConnector(InstantSource.fixed(NOW));

        Place real = connector.place(spec(root + "/x", "p/q"));

        assertThat(connector.place(spec(alias + "/y/../x/", "/p/q/"))).isEqualTo(real);
        assertThat(real)
                .isEqualTo(
                        new Place(
                                "file", root.toRealPath(LinkOption.NOFOLLOW_LINKS) + "/x", "p/q"));
        assertThat(codeOf(() -> connector.place(spec("relative", "")))).isEqualTo(Code.INVALID);
        assertThat(codeOf(() -> connector.place(spec("/", "")))).isEqualTo(Code.INVALID);
        assertThat(connector.schema().operatorOnly()).isTrue();
    }

    private static BackendSpec spec(String path, String prefix) {
        return new BackendSpec("filesystem", Map.of("path", path, "prefix", prefix));
    }

    private void put(String key, String text) {
        store.put(new ObjectKey(key), Content.of(text.getBytes(UTF_8)), PutOptions.defaults());
    }

    private static Code codeOf(ThrowingCallable call) {
        return catchThrowableOfType(StoreException.class, call).code();
    }
}
