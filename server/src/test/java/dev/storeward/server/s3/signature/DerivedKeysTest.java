package dev.storeward.server.s3.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.store.Secret;
import org.junit.jupiter.api.Test;

class DerivedKeysTest {
    private static final CredentialScope SCOPE =
            new CredentialScope(Example.KEY_ID, "20130524", "us-east-1");

    private final DerivedKeys keys = new DerivedKeys();

    @Test
    void aKeyThatHeldIsDerivedOnce() {
        SigningKey key = keys.of(Example.SECRET, SCOPE);
        keys.keep(Example.SECRET, SCOPE, key);

        assertThat(keys.of(Example.SECRET, SCOPE)).isSameAs(key);
    }

    @Test
    void aKeyByWhichNothingHeldIsNotKept() {
        assertThat(keys.of(Example.SECRET, SCOPE)).isNotSameAs(keys.of(Example.SECRET, SCOPE));
    }

    @Test
    void aKeyIsOfItsSecretDayAndRegion() {
        keys.keep(Example.SECRET, SCOPE, keys.of(Example.SECRET, SCOPE));
        Secret other = Secret.of("another");
        CredentialScope nextDay = new CredentialScope(Example.KEY_ID, "20130525", "us-east-1");
        CredentialScope elsewhere = new CredentialScope(Example.KEY_ID, "20130524", "eu-west-1");

        assertThat(keys.of(other, SCOPE).sign("text"))
                .isEqualTo(SigningKey.of(other, SCOPE).sign("text"))
                .isNotEqualTo(SigningKey.of(Example.SECRET, SCOPE).sign("text"));
        assertThat(keys.of(Example.SECRET, nextDay).sign("text"))
                .isEqualTo(SigningKey.of(Example.SECRET, nextDay).sign("text"));
        assertThat(keys.of(Example.SECRET, elsewhere).sign("text"))
                .isEqualTo(SigningKey.of(Example.SECRET, elsewhere).sign("text"));
    }

    @Test
    void aKeySignsTheSameEachTime() {
        SigningKey key = SigningKey.of(Example.SECRET, SCOPE);

        assertThat(key.sign("one")).isEqualTo(key.sign("one")).isNotEqualTo(key.sign("two"));
    }
}
