package dev.storeward.store.connector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The one form of places. */
class PlaceTest {
    @ParameterizedTest
    @CsvSource({
        "http://[::ffff:127.0.0.1]:9000, http://127.0.0.1:9000",
        "http://[::ffff:7f00:1], http://127.0.0.1",
        "http://localhost:10000/acct, http://127.0.0.1:10000/acct",
        "https://localhost, https://127.0.0.1",
        "http://[0:0:0:0:0:0:0:1]:1, http://[::1]:1",
        "http://[2001:0DB8:0:0:1:0:0:1], http://[2001:db8::1:0:0:1]",
        "http://[::1], http://[::1]",
        "http://[::], http://[::]",
        "http://[1:0:2:3:4:5:6:7], http://[1:0:2:3:4:5:6:7]",
        "http://127.0.0.1:9000, http://127.0.0.1:9000",
        "https://localhost.example.com, https://localhost.example.com",
        "https://s3.example.com:9000, https://s3.example.com:9000",
        "http://[no], http://[no]",
        "s3, s3",
        "file, file"
    })
    void anEndpointWithAnAddressHasOneForm(String sent, String form) {
        assertThat(new Connector.Place(sent, "b", "").endpoint()).isEqualTo(form);
    }
}
