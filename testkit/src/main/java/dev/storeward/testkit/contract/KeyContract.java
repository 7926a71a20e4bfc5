package dev.storeward.testkit.contract;

import static dev.storeward.testkit.contract.Subject.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.storeward.store.Content;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectPage;
import dev.storeward.store.PutOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

interface KeyContract extends Subject {

    /** The longest key in bytes; less than the SPI's limit only behind a prefix. */
    default int longestKey() {
        return ObjectKey.MAX_BYTES;
    }

    /**
     * Whether an object {@code a} and an object {@code a/b} may exist together. Only a test server
     * that keeps keys as plain paths may say no; a store of ours never does.
     */
    default boolean keepsObjectsBesideFolders() {
        return true;
    }

    /** Legal names that some layer between here and a disk is known to bend. */
    static List<String> hostileNames() {
        return List.of(
                "with space",
                " leading and trailing ",
                "plus+plus",
                "trailing+",
                "+",
                "++",
                "percent%41",
                "%2F",
                "%",
                "question?mark=1&b=2",
                "hash#tag",
                "quote\"and'apostrophe",
                "semi;colon:and,comma",
                "<angle>&amp;[bracket]{brace}|^`~",
                "...",
                ".hidden",
                "dot.",
                "caf\u00e9",
                "cafe\u0301",
                "\u4f60\u597d/\u4e16\u754c",
                "emoji \ud83d\ude00\ud83d\ude80",
                "\uff5e\uffef",
                "CASE",
                "case",
                "Case/Folder/x",
                "con/aux/nul.txt",
                "x".repeat(84) + "/y",
                "x".repeat(84),
                "x".repeat(85),
                "\u00e9".repeat(42) + ".",
                "a*b",
                "$(echo)",
                "a=b@c!");
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    default void aHostileButLegalNameIsANameLikeAnyOther(String name) {
        ObjectKey key = freshKey(name);
        String folder = key.value().substring(0, key.value().length() - name.length());

        put(key, "under " + name);

        assertThat(text(key)).isEqualTo("under " + name);
        assertThat(store().head(key))
                .map(ObjectInfo::size)
                .contains((long) utf8("under " + name).length);
        assertThat(keys(folder, 10)).containsExactly(key.value());
        assertThat(store().delete(List.of(key))).isEmpty();
        assertThat(store().head(key)).isEmpty();
    }

    @Test
    default void namesThatLookAlikeAreDifferentObjects() {
        ObjectKey folder = freshKey("alike");
        List<String> names =
                List.of("caf\u00e9", "cafe\u0301", "CASE", "case", "a b", "a+b", "a%20b", "a%2Bb");
        for (String name : names) {
            put(new ObjectKey(folder + "/" + name), name);
        }

        for (String name : names) {
            assertThat(text(new ObjectKey(folder + "/" + name))).isEqualTo(name);
        }
        assertThat(keys(folder + "/", 100)).hasSize(names.size());
    }

    @Test
    default void anObjectMayLieBesideAFolderOfItsName() {
        assumeThat(keepsObjectsBesideFolders())
                .as("this test server keeps keys as plain paths")
                .isTrue();
        ObjectKey inner = freshKey("a/b/c");
        String folder = inner.value().substring(0, inner.value().length() - 5);
        put(inner, "inner");
        put(new ObjectKey(folder + "a"), "outer");
        put(new ObjectKey(folder + "a/b"), "middle");

        assertThat(text(new ObjectKey(folder + "a"))).isEqualTo("outer");
        assertThat(text(new ObjectKey(folder + "a/b"))).isEqualTo("middle");
        assertThat(text(inner)).isEqualTo("inner");
        assertThat(keys(folder, 1)).containsExactly(folder + "a", folder + "a/b", folder + "a/b/c");

        store().delete(List.of(new ObjectKey(folder + "a"), new ObjectKey(folder + "a/b")));
        assertThat(text(inner)).isEqualTo("inner");
    }

    @Test
    default void theLongestKeyIsANameLikeAnyOther() {
        String start = freshKey("x").value();
        int left = longestKey() - start.length();
        ObjectKey oneSegment = new ObjectKey(start + "s".repeat(left));
        ObjectKey manySegments =
                new ObjectKey(start + "/d".repeat(left / 2) + "e".repeat(left % 2));

        for (ObjectKey key : List.of(oneSegment, manySegments)) {
            put(key, "deep");
            assertThat(text(key)).isEqualTo("deep");
            assertThat(keys(key.value(), 2)).containsExactly(key.value());
            assertThat(store().delete(List.of(key))).isEmpty();
        }
    }

    @Test
    default void aListIsInTheOrderOfTheKeysBytesOverAllPages() {
        String folder = freshKey("list").value() + "/";
        List<String> names =
                new ArrayList<>(
                        List.of(
                                "a",
                                "a!",
                                "a/b",
                                "a/b/c",
                                "a0",
                                "b",
                                "B",
                                "~",
                                "\u00e9",
                                "\ud83d\ude00"));
        IntStream.range(0, 25).forEach(i -> names.add("many/" + i));
        names.add("x".repeat(84) + "!");
        names.add("x".repeat(84) + "/in");
        names.add("x".repeat(84) + "0");
        names.add("x".repeat(84));
        leaveOutClashes(names);
        for (String name : names) {
            put(new ObjectKey(folder + name), name);
        }
        List<String> expected =
                names.stream()
                        .map(name -> new ObjectKey(folder + name))
                        .sorted()
                        .map(ObjectKey::value)
                        .toList();

        assertThat(keys(folder, 1000)).isEqualTo(expected);
        assertThat(keys(folder, 1)).isEqualTo(expected);
        assertThat(keys(folder, 7)).isEqualTo(expected);
    }

    @Test
    default void aListIsLimitedToItsPrefixByteForByte() {
        String folder = freshKey("prefix").value() + "/";
        List<String> names = new ArrayList<>(List.of("ab", "abc", "abc/d", "abcd", "b/abc"));
        leaveOutClashes(names);
        for (String name : names) {
            put(new ObjectKey(folder + name), name);
        }

        for (String prefix : List.of("", "a", "abc", "abc/", "abcd", "abx", "b", "b/abc")) {
            List<String> expected =
                    names.stream()
                            .filter(name -> name.startsWith(prefix))
                            .map(name -> folder + name)
                            .toList();
            assertThat(keys(folder + prefix, 10)).as(prefix).isEqualTo(expected);
        }
    }

    private void leaveOutClashes(List<String> names) {
        if (!keepsObjectsBesideFolders()) {
            List<String> all = List.copyOf(names);
            names.removeIf(name -> all.stream().anyMatch(other -> other.startsWith(name + "/")));
        }
    }

    @Test
    default void aListTellsSizeAndTime() {
        ObjectKey key = freshKey("listed");
        put(key, "12345");

        ObjectPage page = store().list(new ListRequest(key.value(), "", 10));

        ObjectInfo head = store().head(key).orElseThrow();
        assertThat(page.nextCursor()).isEmpty();
        assertThat(page.objects()).hasSize(1);
        assertThat(page.objects().getFirst().size()).isEqualTo(5);
        assertThat(page.objects().getFirst().lastModified().getEpochSecond())
                .isEqualTo(head.lastModified().getEpochSecond());
    }

    @Test
    default void deletingManyKeysTakesTheMissingOnesForDeleted() throws Exception {
        String folder = freshKey("batch").value() + "/";
        List<ObjectKey> keys =
                IntStream.range(0, 1500)
                        .mapToObj(i -> new ObjectKey(folder + i % 10 + "/" + i))
                        .toList();
        try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
            List<Future<?>> puts = new ArrayList<>();
            for (int i = 0; i < keys.size(); i += 3) {
                ObjectKey key = keys.get(i);
                puts.add(executor.submit(() -> put(key, "x")));
            }
            for (Future<?> done : puts) {
                done.get();
            }
        }
        ObjectKey kept = new ObjectKey(folder + "kept");
        put(kept, "kept");

        List<DeleteFailure> failures = store().delete(keys);

        assertThat(failures).isEmpty();
        assertThat(keys(folder, 1000)).containsExactly(kept.value());
    }

    @Test
    default void deletingNothingDeletesNothing() {
        assertThat(store().delete(List.of())).isEmpty();
    }

    @Test
    default void writersAndDeletersOfOneFolderDoNotDisturbEachOther() throws Exception {
        String folder = freshKey("busy").value() + "/" + UUID.randomUUID() + "/deep/";
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> workers = new ArrayList<>();
            for (int worker = 0; worker < 6; worker++) {
                ObjectKey key = new ObjectKey(folder + worker);
                workers.add(
                        executor.submit(() -> {
                            for (int round = 0; round < 40; round++) {
                                byte[] bytes = (key + " " + round).getBytes(UTF_8);
                                store().put(key, Content.of(bytes), PutOptions.defaults());
                                assertThat(read(key)).isEqualTo(bytes);
                                assertThat(store().delete(List.of(key))).isEmpty();
                            }
                        }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        }
        assertThat(keys(folder, 10)).isEmpty();
    }
}
