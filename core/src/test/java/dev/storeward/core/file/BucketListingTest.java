package dev.storeward.core.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.db.Ids;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bucket with three files of a user who has 20,500 in another. */
class BucketListingTest {
    private static final UUID HERE = Ids.next();
    private static final UUID ELSEWHERE = Ids.next();
    private static final String FOLDER = "organizations/1/files/1/";

    private final CoreFixture core = CoreFixture.start();
    private final UUID tenant = core.tenant("acme").id();

    @BeforeEach
    void files() {
        insert("a", ELSEWHERE, 20_500);
        insert("b", HERE, 3);
    }

    @AfterEach
    void close() {
        core.close();
    }

    @Test
    void aPageEndsWhenEnoughWasPassedOverAndTheNextGoesOn() {
        ObjectPage first = page(new ObjectPage.Query("", true, 1_000, "", true));
        assertThat(first.entries()).isEmpty();
        assertThat(first.nextCursor()).isNotEmpty();

        ObjectPage second = page(new ObjectPage.Query("", true, 2, first.nextCursor(), true));
        assertThat(second.entries())
                .extracting(ObjectPage.Entry::name)
                .containsExactly(FOLDER + "b00001", FOLDER + "b00002");

        ObjectPage third = page(new ObjectPage.Query("", true, 2, second.nextCursor(), true));
        assertThat(third.entries())
                .extracting(ObjectPage.Entry::name)
                .containsExactly(FOLDER + "b00003");
        assertThat(third.nextCursor()).isEmpty();
    }

    @Test
    void whoAsksForNoCursorIsShownWhatLiesFurtherBehind() {
        ObjectPage all = page(new ObjectPage.Query("", true, 1_000, "", false));

        assertThat(all.entries()).hasSize(3);
        assertThat(all.nextCursor()).isEmpty();
    }

    private ObjectPage page(ObjectPage.Query query) {
        return new BucketListing(core.tx, tenant, HERE, FOLDER, query).page("bucket", FOLDER);
    }

    private void insert(String name, UUID location, int files) {
        core.tx
                .forSystem()
                .statement(sql ->
                        sql.update(
                                """
                                WITH n AS MATERIALIZED (
                                  SELECT gen_random_uuid() AS id, ? || lpad(g::text, 5, '0') AS address
                                  FROM generate_series(1, ?) AS g),
                                o AS (
                                  INSERT INTO object (tenant_id, id, content_id, location_id, key, state, node_id,
                                    token, format, key_id, charged, created_at, deadline)
                                  SELECT ?, id, id, ?, address, 'live', id, id, 1, 'k', 1, now(), now() FROM n)
                                INSERT INTO file (tenant_id, id, user_id, address, name, category, content_type,
                                  size, plain_sha256, content_id, object_id, uploaded_at)
                                SELECT ?, id, id, address, 'f', 'general', 't', 1, '', id, id, now() FROM n
                                """,
                                FOLDER + name,
                                files,
                                tenant,
                                location,
                                tenant));
    }
}
