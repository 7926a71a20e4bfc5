package dev.storeward.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.connector.Profile;
import dev.storeward.store.connector.Profile.Trait;
import dev.storeward.store.outbound.AddressGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that was in use before and is not there any more. */
final class KnownFolderTest {
    private static final Outbound OUTBOUND =
            AddressGate.operator(_ -> List.of(), Duration.ofSeconds(1), Duration.ofSeconds(1));

    @TempDir Path temporary;
    private final LocalConnector connector = new LocalConnector(InstantSource.system());

    @Test
    void aFolderThatProvedItselfOnceIsNeverMadeAgain() throws IOException {
        Path lost = temporary.resolve("lost");
        Path unmounted = Files.createDirectory(temporary.resolve("unmounted"));

        for (Path folder : List.of(lost, unmounted)) {
            BackendSpec known = known(folder);

            assertThat(codeOf(() -> open(known))).isEqualTo(Code.BUCKET_NOT_FOUND);
            assertThat(codeOf(() -> connector.probe().reach(known, OUTBOUND)))
                    .isEqualTo(Code.BUCKET_NOT_FOUND);
            assertThat(folder.resolve("objects")).doesNotExist();
        }
    }

    @Test
    void aFolderIsMadeWhenItIsFirstOpenedAndOpensEverAfter() {
        Path folder = temporary.resolve("new");

        open(spec(folder)).close();
        open(known(folder)).close();

        assertThat(folder.resolve("objects")).isEmptyDirectory();
        assertThat(connector.probe().reach(known(folder), OUTBOUND)).isEmpty();
    }

    private ObjectStore open(BackendSpec spec) {
        return connector.open(spec, Credential.none(), OUTBOUND);
    }

    private static BackendSpec spec(Path folder) {
        return new BackendSpec("filesystem", Map.of("path", folder.toString()));
    }

    private static BackendSpec known(Path folder) {
        return spec(folder).with(Profile.unknown().with(Trait.COPY, true));
    }

    private static Code codeOf(ThrowingCallable call) {
        return catchThrowableOfType(StoreException.class, call).code();
    }
}
