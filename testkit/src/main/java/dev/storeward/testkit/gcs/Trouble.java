package dev.storeward.testkit.gcs;

/** What a {@link GcsServer} does to requests whose method and path hold a text. */
public sealed interface Trouble {

    /** Part of {@code METHOD /path?query} of the requests it concerns. */
    String where();

    /** Answers with an error in place of doing anything. */
    record Answer(String where, int status, String reason) implements Trouble {}

    /** Flips a bit of what is written, as a broken line would, behind every checksum of the way. */
    record FlippedBit(String where) implements Trouble {}

    /** Sends the client to another place. */
    record Redirect(String where, String location) implements Trouble {}

    /** Answers with a page of some other server. */
    record OtherPage(String where) implements Trouble {}
}
