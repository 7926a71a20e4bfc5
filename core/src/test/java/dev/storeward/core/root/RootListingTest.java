package dev.storeward.core.root;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.Ids;
import dev.storeward.core.file.name.Address;
import dev.storeward.core.root.RootPage.Entry;
import dev.storeward.core.tenant.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Listings against a simple model. {@code -Dstoreward.seed=17} plays one seed, {@code
 * -Dstoreward.rounds=1000} so many.
 */
class RootListingTest {
    private static final List<String> PIECES =
            List.of("a", "b", "/", "/", "-", "é", "\uFFFD", "\uD83D\uDE00", "\u0001", " ", "z");

    private final CoreFixture core = CoreFixture.start();
    private final Tenant acme = core.tenant("acme");
    private final Caller user = core.caller(acme, "u@acme.example", Role.MEMBER);
    private final Roots roots = new Roots(core.tx);
    private final Root root = roots.find(user, "acme").orElseThrow();

    @AfterEach
    void close() {
        core.close();
    }

    @Test
    void everyPageIsWhatTheModelSays() {
        Long one = Long.getLong("storeward.seed");
        int rounds = one == null ? Integer.getInteger("storeward.rounds", 25) : 1;
        Random seeds = new Random();
        for (int round = 0; round < rounds; round++) {
            long seed = one == null ? seeds.nextLong() : one;
            play(seed);
        }
    }

    private void play(long seed) {
        Random random = new Random(seed);
        TreeSet<String> keys = new TreeSet<>(KeyOrder::compare);
        int count = random.nextInt(400);
        for (int i = 0; i < count; i++) {
            keys.add(text(random, 1 + random.nextInt(6)));
        }
        store(keys);
        for (int query = 0; query < 12; query++) {
            String prefix = random.nextInt(3) == 0 ? text(random, 1 + random.nextInt(2)) : "";
            String delimiter = List.of("", "/", "b", "/-").get(random.nextInt(4));
            String after = random.nextInt(3) == 0 ? text(random, 1 + random.nextInt(3)) : "";
            int limit = 1 + random.nextInt(60);
            assertThat(listed(prefix, delimiter, after, limit))
                    .as(
                            "-Dstoreward.seed=%d: prefix '%s', delimiter '%s', after '%s', limit %d",
                            seed, prefix, delimiter, after, limit)
                    .isEqualTo(expected(keys, prefix, delimiter, after));
        }
    }

    /** All pages behind each other. */
    private List<String> listed(String prefix, String delimiter, String first, int limit) {
        List<String> all = new ArrayList<>();
        String after = first;
        do {
            RootPage page =
                    roots.list(user, root, new RootPage.Query(prefix, delimiter, after, limit));
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(limit);
            page.entries().stream().map(Entry::key).forEach(all::add);
            after = page.next();
        } while (!after.isEmpty());
        return all;
    }

    private static List<String> expected(
            Set<String> keys, String prefix, String delimiter, String after) {
        TreeSet<String> entries = new TreeSet<>(KeyOrder::compare);
        for (String key : keys) {
            if (!key.startsWith(prefix)) {
                continue;
            }
            int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            String entry = end < 0 ? key : key.substring(0, end + delimiter.length());
            if (KeyOrder.compare(entry, after) > 0) {
                entries.add(entry);
            }
        }
        return List.copyOf(entries);
    }

    private static String text(Random random, int pieces) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private void store(Set<String> keys) {
        String folder = Address.folderOf(user);
        core.tx
                .forSystem()
                .run(sql -> {
                    sql.update("DELETE FROM file");
                    sql.update(
                            """
                            WITH n AS MATERIALIZED (
                              SELECT gen_random_uuid() AS id, ? || key AS address
                              FROM unnest(?::text[]) AS key),
                            o AS (
                              INSERT INTO object (tenant_id, id, content_id, location_id, key, state, node_id,
                                token, format, key_id, charged, created_at, deadline)
                              SELECT ?, id, id, ?, id::text, 'live', id, id, 1, 'k', 1, now(), now() FROM n)
                            INSERT INTO file (tenant_id, id, user_id, address, name, category, content_type,
                              size, plain_sha256, content_id, object_id, uploaded_at)
                            SELECT ?, id, ?, address, 'f', 'general', 't', 1, '', id, id, now() FROM n
                            """,
                            folder,
                            List.copyOf(keys),
                            acme.id(),
                            Ids.next(),
                            acme.id(),
                            user.userId());
                });
    }
}
