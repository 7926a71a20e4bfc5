package dev.storeward.server.proof.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer.Member;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a download is called, and where an answer says that a file is. */
class DownloadNamesTest extends BrowserFixture {
    @ParameterizedTest
    @CsvSource({
        "report.pdf,            'report.pdf',       'report.pdf'",
        "two%20words+more.txt,  'two words more.txt', 'two%20words%20more.txt'",
        "%C3%BCber.txt,         '_ber.txt',         '%C3%BCber.txt'",
        "a%22b.txt,             'a_b.txt',          'a%22b.txt'",
        "a%0D%0AX-Evil:%201,    'a__X-Evil: 1',     'a__X-Evil%3A%201'",
        "..%2F..%5Cetc,         '.._.._etc',        '.._.._etc'",
        "txt.%E2%80%AEexe.pdf,  'txt._exe.pdf',     'txt._exe.pdf'",
        "50%25%3B%20x%3D1,      '50_; x=1',         '50%25%3B%20x%3D1'",
    })
    void whoAsksMayNameTheDownload(String sent, String ascii, String full) {
        Member member = server.member(1 << 20);
        String expected = "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + full;

        Answer read = as(member).get(file(member) + "?download=" + sent);
        assertThat(read.text()).isEqualTo("hello");
        assertThat(read.header("Content-Disposition")).isEqualTo(expected);
        assertThat(read.headers().firstValue("X-Evil")).isEmpty();
        Answer linked = new Http(server, "").get(link(member) + "?download=" + sent);
        assertThat(linked.text()).isEqualTo("hello");
        assertThat(linked.header("Content-Disposition")).isEqualTo(expected);
    }

    @Test
    void aLinkIsReadWhateverElseOthersAppendToIt() {
        Member member = server.member(1 << 20);
        String link = link(member);
        Http stranger = new Http(server, "");

        assertThat(
                        stranger.head(link + "?utm=%fe&download=b.txt&download=c.txt&x")
                                .header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"b.txt\"; filename*=UTF-8''b.txt");
        assertThat(stranger.get(link + "?download=").header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"a.txt\"; filename*=UTF-8''a.txt");
        assertThat(stranger.get(link + "?xdownload=b").header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"a.txt\"; filename*=UTF-8''a.txt");
        assertThat(stranger.get(link + "?download=%ff").status()).isEqualTo(400);
    }

    @Test
    void anAnswerThatNamesAFileSaysWhereItIs() {
        Member member = server.member(1 << 20);
        Answer stored =
                as(member)
                        .upload(
                                "file_name=%C3%BC.txt&path=a%20b%2Bc",
                                "hello".getBytes(StandardCharsets.UTF_8));
        String name = stored.json().at("/data/file_path").asString();
        String url =
                server.url()
                        + FILES
                        + "/objects/"
                        + name.replace("ü", "%C3%BC").replace("a b+c", "a%20b%2Bc");
        String self = "<" + url + ">; rel=\"self\"";

        assertThat(name).contains("/a b+c/ü_");
        assertThat(stored.header("Link")).isEqualTo(self);
        Answer read = as(member).get(url);
        assertThat(read.text()).isEqualTo("hello");
        assertThat(read.header("Link")).isEqualTo(self);
        assertThat(as(member).head(url).header("Link")).isEqualTo(self);
        Answer unchanged = as(member).get(url, "If-None-Match", read.header("ETag"));
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.header("Link")).isEqualTo(self);
        assertThat(as(member).get(url + "/metadata").header("Link")).isEqualTo(self);
        assertThat(as(member).get(url + "x").header("Link")).isEmpty();
        String link = as(member).get(url + "/presigned-url").json().at("/data/url").asString();
        assertThat(new Http(server, "").get(link).header("Link")).isEmpty();
    }

    @Test
    void aListInPagesHasTheAddressOfEachFileAndOthersHaveTheFieldsTheyAlwaysHad() {
        Member member = server.member(1 << 20);
        String file = file(member);
        String list = FILES + "/buckets/shared/objects?prefix=" + member.folder();

        JsonNode paged = as(member).get(list + "&limit=10").json().at("/data/objects/0");
        assertThat(paged.path("url").asString()).isEqualTo(server.url() + file);
        JsonNode plain = as(member).get(list).json().at("/data/objects/0");
        assertThat(plain.propertyNames())
                .containsExactlyInAnyOrder("name", "size", "last_modified", "etag");
    }
}
