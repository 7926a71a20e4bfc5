package dev.storeward.core.backend;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.store.StoreException;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.outbound.AddressGate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoresTest {
    private static final Outbound OUTBOUND =
            AddressGate.operator(host -> List.of(), Duration.ofSeconds(1), Duration.ofSeconds(1));

    @Test
    void aForgottenPlaceIsNamedUnlessItIsAFolderOfThisMachine() {
        try (Stores stores =
                new Stores(
                        Map.of(),
                        access -> new BackendSpec(access.connector(), Map.of()),
                        access -> Credential.none(),
                        OUTBOUND,
                        OUTBOUND,
                        store -> store)) {
            assertThatThrownBy(() -> stores.open(null, "team-files"))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("the bucket team-files");
            assertThatThrownBy(() -> stores.open(null, "/srv/storeward/objects"))
                    .isInstanceOf(StoreException.class)
                    .hasMessageNotContaining("/srv");
        }
    }
}
