package dev.storeward.server.console.uploads;

import dev.storeward.core.Problem;
import dev.storeward.core.upload.request.UploadRequest.PlacementHint;
import dev.storeward.core.upload.resumable.Append;
import dev.storeward.core.upload.resumable.IncomingBody;
import dev.storeward.core.upload.resumable.Offer;
import dev.storeward.server.console.page.Visit;
import dev.storeward.server.http.connection.ClientConnection;
import dev.storeward.server.http.request.WholeBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;

/** A file that is begun, and the bytes of it that come next. */
record PieceReader(Append append, IncomingBody body) {
    private static final long LARGEST = 999_999_999_999_999_999L;

    static Offer offer(Visit visit) {
        return new Offer(
                visit.query("name"),
                visit.query("path"),
                "",
                new PlacementHint("", ""),
                visit.query().number("size", -1, 0, LARGEST),
                "",
                false);
    }

    static PieceReader of(Visit visit) {
        HttpServletRequest request = visit.request();
        long offset = visit.query().number("offset", -1, 0, LARGEST);
        if (offset < 0) {
            throw Problem.invalid("offset", "Must tell where the bytes belong.").asException();
        }
        InputStream stream = WholeBody.of(request);
        ClientConnection client = ClientConnection.of(request);
        return new PieceReader(
                new Append(offset, request.getContentLengthLong(), -1, false),
                new IncomingBody() {
                    @Override
                    public InputStream stream() {
                        return stream;
                    }

                    @Override
                    public void end() {
                        client.endRequest();
                    }
                });
    }
}
