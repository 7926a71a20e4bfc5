package dev.storeward.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.access.LinkGrant;
import dev.storeward.core.file.Category;
import dev.storeward.core.file.StoredFile;
import dev.storeward.testkit.Mutants;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LinkTokenTest {
    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final LinkKey key = new LinkKey("0badcafe", new byte[32], Instant.EPOCH);
    private final StoredFile file =
            new StoredFile(
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    1,
                    UUID.randomUUID(),
                    "organizations/1/files/2/a.txt",
                    "a.txt",
                    Category.GENERAL,
                    "text/plain",
                    3,
                    new byte[32],
                    "",
                    UUID.randomUUID(),
                    Instant.EPOCH,
                    1);
    private final Instant end = Instant.ofEpochSecond(4_000_000_000L);

    @Test
    void aLinkSaysWhatItIsForAndByWhatItWasGivenOut() {
        LinkGrant grant = new LinkGrant(UUID.randomUUID(), 7);
        LinkToken token = LinkToken.of(key, file, end, grant);

        LinkToken.Sent sent = LinkToken.parse(token.signedBy(key)).orElseThrow();

        assertThat(sent.token()).isEqualTo(token);
        assertThat(sent.token().grant()).isEqualTo(grant);
        assertThat(sent.isSignedBy(key)).isTrue();
        byte[] other = new byte[32];
        other[0] = 1;
        assertThat(sent.isSignedBy(new LinkKey("0badcafe", other, Instant.EPOCH))).isFalse();
    }

    /** A link as the release before signed it. */
    private String ofTheReleaseBefore() {
        ByteBuffer message =
                ByteBuffer.allocate(62)
                        .put((byte) 1)
                        .put((byte) 1)
                        .put(HexFormat.of().parseHex("0badcafe"));
        for (UUID id : new UUID[] {file.tenantId(), file.id(), file.contentId()}) {
            message.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        }
        message.putLong(end.getEpochSecond());
        byte[] bytes =
                ByteBuffer.allocate(94)
                        .put(message.array())
                        .put(key.sign(file.tenantId(), message.array()))
                        .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Test
    void aLinkOfTheReleaseBeforeIsItsUsers() {
        LinkToken.Sent sent = LinkToken.parse(ofTheReleaseBefore()).orElseThrow();

        assertThat(sent.token()).isEqualTo(LinkToken.of(key, file, end, LinkGrant.OF_USER));
        assertThat(sent.isSignedBy(key)).isTrue();
    }

    @Test
    void aLinkHasOneSpelling() {
        String now = LinkToken.of(key, file, end, LinkGrant.OF_USER).signedBy(key);
        for (String link : new String[] {ofTheReleaseBefore(), now}) {
            String start = link.substring(0, link.length() - 1);

            assertThat(ALPHABET.chars().filter(last -> opens(start + (char) last)).toArray())
                    .containsExactly(link.charAt(link.length() - 1));
            for (String other :
                    new String[] {link + "=", link + "==", " " + link, link + "A", start}) {
                assertThat(opens(other)).as(other).isFalse();
            }
        }
    }

    private boolean opens(String text) {
        return LinkToken.parse(text).filter(sent -> sent.isSignedBy(key)).isPresent();
    }

    @Test
    void noChangedBitIsTaken() {
        String link =
                LinkToken.of(key, file, end, new LinkGrant(UUID.randomUUID(), 3)).signedBy(key);
        byte[] bytes = Base64.getUrlDecoder().decode(link);
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            byte[] changed = bytes.clone();
            changed[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));

            assertThat(opens(Base64.getUrlEncoder().withoutPadding().encodeToString(changed)))
                    .isFalse();
        }
    }

    @Test
    void noLinkSaysANegativeNumberOrAnEpochOfNoKey() {
        Instant before1970 = Instant.ofEpochSecond(-1);
        LinkGrant beforeTheFirst = new LinkGrant(UUID.randomUUID(), -1);
        for (LinkToken token :
                new LinkToken[] {
                    LinkToken.of(key, file, before1970, LinkGrant.OF_USER),
                    LinkToken.of(key, file, end, beforeTheFirst),
                    LinkToken.of(key, file, end, new LinkGrant(null, 5))
                }) {
            assertThat(opens(token.signedBy(key))).as(token.toString()).isFalse();
        }
    }

    @Test
    void noOtherTextIsALink() {
        String first = ofTheReleaseBefore();
        String now = LinkToken.of(key, file, end, new LinkGrant(new UUID(1, 2), 3)).signedBy(key);
        Mutants.of(LinkTokenTest.class, "links.txt", first, now, now + "=")
                .play(
                        20_000,
                        text ->
                                assertThat(opens(text))
                                        .isEqualTo(text.equals(first) || text.equals(now)));
    }
}
