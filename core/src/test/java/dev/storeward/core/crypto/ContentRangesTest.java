package dev.storeward.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.crypto.ContentCipher.Segments;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of a content, read from the segments that hold them. */
class ContentRangesTest extends ContentCipherFixture {
    @Test
    void readsEveryRangeOfASmallContent() throws IOException {
        byte[] plain = random(24, 5);
        Stored stored = store(cipher, plain);
        for (int from = 0; from < plain.length; from++) {
            for (int length = 1; from + length <= plain.length; length++) {
                assertThat(read(cipher, stored, from, length, plain.length))
                        .isEqualTo(Arrays.copyOfRange(plain, from, from + length));
            }
        }
    }

    @Test
    void readsEveryKindOfRangeAroundTheBordersOfSegments() throws IOException {
        byte[] plain = random(FIRST + 2 * NEXT + 10, 5);
        Stored stored = store(cipher, plain);
        int[] marks = {
            0,
            1,
            FIRST - 1,
            FIRST,
            FIRST + 1,
            FIRST + NEXT - 1,
            FIRST + NEXT,
            FIRST + NEXT + 1,
            FIRST + 2 * NEXT - 1,
            FIRST + 2 * NEXT,
            FIRST + 2 * NEXT + 9,
            plain.length
        };
        for (int from : marks) {
            for (int to : marks) {
                if (from < to) {
                    assertThat(read(cipher, stored, from, to - from, plain.length))
                            .isEqualTo(Arrays.copyOfRange(plain, from, to));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0, 65536",
        "65479, 1, 0, 65536",
        "65480, 1, 65536, 65536",
        "65479, 2, 0, 131072",
        "131000, 100, 131072, 9016",
        "0, 140000, 0, 140088"
    })
    void fetchesWholeSegmentsAndNoMore(
            long offset, long length, long storedOffset, long storedLength) {
        Segments range = cipher.segmentsFor(offset, length, 140_000);

        assertThat(range.storedOffset()).isEqualTo(storedOffset);
        assertThat(range.storedLength()).isEqualTo(storedLength);
    }

    @ParameterizedTest
    @CsvSource({"0, 11, 10", "10, 1, 10", "-1, 1, 10", "0, -1, 10", "0, 1, 0"})
    void refusesARangeOutsideTheContent(long offset, long length, long size) {
        assertThatThrownBy(() -> cipher.segmentsFor(offset, length, size))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
