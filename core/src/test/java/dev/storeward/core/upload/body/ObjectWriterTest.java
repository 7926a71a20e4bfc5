package dev.storeward.core.upload.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.crypto.ContentCipher;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.core.db.Ids;
import dev.storeward.core.object.StoredForm;
import dev.storeward.core.upload.share.Claimant;
import dev.storeward.store.ByteRange;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A put that arrived and was told that its key is taken, where no mark tells whose it is. */
class ObjectWriterTest {
    private static final ObjectKey KEY = new ObjectKey("a/key");
    private static final Claimant USER = new Claimant(Ids.next(), Ids.next());

    private final CoreFixture core = CoreFixture.start();
    private final KeyRing keys = new KeyRing(core.tx, core.sealer(), core.random);
    private final ContentCipher cipher = keys.forWriting(core.tenant("acme").id(), Ids.next());
    private final ForgetfulStore store = new ForgetfulStore();
    private final ObjectWriter writer = new ObjectWriter(new PartPool(1 << 20, 1 << 20));

    @AfterEach
    void close() {
        core.close();
    }

    private StoredForm write(byte[] plain) throws IOException {
        PutOptions options =
                new PutOptions(
                        true,
                        "application/octet-stream",
                        Map.of(PutOptions.WRITER, Ids.next().toString()));
        return writer.write(
                new ObjectWriter.Target(store, KEY, options, USER, id -> {}),
                cipher,
                new ByteArrayInputStream(plain),
                plain.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000, 700_000})
    void isKnownAgainByItsBytes(int size) throws IOException {
        StoredForm form = write(new byte[size]);

        try (ObjectBody body = store.get(KEY, ByteRange.all())) {
            byte[] stored = body.stream().readAllBytes();
            assertThat(form.size()).isEqualTo(stored.length);
            assertThat(form.sha256()).isEqualTo(Sha256.begin().digest(stored));
        }
    }

    @Test
    void isKnownAgainByItsBytesAlsoWhenTheUploadOfItsPartsIsGone() throws IOException {
        store.takeParts();

        StoredForm form = write(new byte[3_000_000]);

        try (ObjectBody body = store.get(KEY, ByteRange.all())) {
            byte[] stored = body.stream().readAllBytes();
            assertThat(form.sha256()).isEqualTo(Sha256.begin().digest(stored));
        }
    }

    @Test
    void isRefusedWhereAnothersObjectOfTheSameSizeLies() {
        byte[] theirs = new byte[Math.toIntExact(cipher.storedSize(10))];
        store.hold(KEY, theirs);

        assertThatThrownBy(() -> write(new byte[10]))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.code()).isEqualTo(StoreException.Code.ALREADY_EXISTS));
    }
}
