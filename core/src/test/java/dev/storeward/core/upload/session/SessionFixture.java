package dev.storeward.core.upload.session;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.access.Caller;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.memory.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tenant for each test, and nodes that share its database, and a bucket with parts or one
 * without.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SessionFixture {
    final CoreFixture core = CoreFixture.start();
    final Random random = new Random(4);
    KeyRing keys;
    Tenant acme;
    Caller member;
    MemoryStore memory;
    PartedStore parted;
    private int tests;

    @BeforeAll
    void begin(@TempDir Path folder) {
        keys = SessionPlace.ground(core, folder);
    }

    @BeforeEach
    void beginTest() {
        core.setTime(Duration.ZERO);
        acme = core.tenant("acme" + ++tests);
        member = SessionNode.member(core, acme);
        memory = new MemoryStore(InstantSource.system());
        parted = new PartedStore(memory);
    }

    @AfterAll
    void close() {
        core.close();
    }

    SessionNode node(boolean parts) {
        return node(parts ? parted : memory);
    }

    SessionNode node(ObjectStore bucket) {
        return new SessionNode(core, keys, acme, member, bucket);
    }

    byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
