package dev.storeward.core.upload.session;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.access.Caller;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.store.memory.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A tenant, and nodes that share its database, and a bucket with parts or one without. */
abstract class SessionFixture {
    @TempDir private Path folder;

    final CoreFixture core = CoreFixture.start();
    final Tenant acme = core.tenant("acme");
    final Caller member = SessionNode.member(core, acme);
    KeyRing keys;
    final MemoryStore memory = new MemoryStore(InstantSource.system());
    final PartedStore parted = new PartedStore(memory);
    final Random random = new Random(4);

    @BeforeEach
    void begin() {
        keys = SessionPlace.ground(core, folder);
    }

    @AfterEach
    void close() {
        core.close();
    }

    SessionNode node(boolean parts) {
        return new SessionNode(core, keys, acme, member, parts ? parted : memory);
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
