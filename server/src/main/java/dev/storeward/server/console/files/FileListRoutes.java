package dev.storeward.server.console.files;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.file.FilePage;
import dev.storeward.core.file.Files;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.quota.Usage;
import dev.storeward.core.root.Root;
import dev.storeward.core.root.RootPage;
import dev.storeward.core.root.Roots;
import dev.storeward.server.console.page.Assets;
import dev.storeward.server.console.page.Frames;
import dev.storeward.server.console.page.Frames.Screen;
import dev.storeward.server.console.page.Html;
import dev.storeward.server.console.page.PagerView;
import dev.storeward.server.console.page.ScreenRoutes;
import dev.storeward.server.console.page.Screens;
import dev.storeward.server.console.page.Visit;
import dev.storeward.server.http.response.Response;
import gg.jte.generated.precompiled.files.JtelistGenerated;
import java.util.ArrayList;
import java.util.List;
import org.springframework.web.servlet.function.RouterFunctions;

/** The files of who is signed in: the newest first, by folder, or found by their names. */
public final class FileListRoutes implements ScreenRoutes {
    private static final String FILES = "/console/files";
    private static final int ROWS = 50;

    private final Files files;
    private final Roots roots;
    private final Quotas quotas;

    public FileListRoutes(Files files, Roots roots, Quotas quotas) {
        this.files = files;
        this.roots = roots;
        this.quotas = quotas;
    }

    @Override
    public void addTo(RouterFunctions.Builder routes, Screens screens) {
        routes.GET(FILES, screens.page(this::list));
    }

    private Response list(Visit visit) {
        Usage usage = quotas.usage(visit.caller(), false);
        String search = visit.query("q").strip();
        FileListView view =
                visit.query().has("folder")
                        ? byName(visit, usage, "", visit.query("folder"), true)
                        : search.isEmpty()
                                ? newest(visit, usage)
                                : byName(visit, usage, search, "", false);
        return Html.page(
                200, out -> JtelistGenerated.render(out, null, view, Assets.url("upload.js")));
    }

    private FileListView newest(Visit visit, Usage usage) {
        String cursor = visit.query("cursor");
        FilePage page = files.list(visit.caller(), new FilePage.Query("", 1, ROWS, cursor));
        return new FileListView(
                Frames.of(visit, Screen.FILES, "Files"),
                "",
                "",
                false,
                List.of(),
                List.of(),
                page.files(),
                usage,
                PagerView.of(base(visit), cursor, page.nextCursor()),
                Frames.inTenant(visit.caller()));
    }

    private FileListView byName(
            Visit visit, Usage usage, String search, String folder, boolean byFolder) {
        Caller caller = visit.caller();
        String cursor = visit.query("cursor");
        RootPage page =
                roots.list(
                        caller,
                        whole(caller),
                        new RootPage.Query(
                                byFolder ? folder : search, byFolder ? "/" : "", cursor, ROWS));
        List<FileListView.Way> folders = new ArrayList<>();
        List<StoredFile> found = new ArrayList<>();
        for (RootPage.Entry entry : page.entries()) {
            switch (entry) {
                case RootPage.FileEntry(_, StoredFile file) -> found.add(file);
                case RootPage.SharedPrefix(String key) ->
                        folders.add(FileListMapper.within(base(visit), folder, key));
            }
        }
        String here =
                byFolder
                        ? FileListMapper.with(base(visit), "folder", folder)
                        : FileListMapper.with(base(visit), "q", search);
        return new FileListView(
                Frames.of(visit, Screen.FILES, "Files"),
                search,
                folder,
                byFolder,
                byFolder ? FileListMapper.ways(base(visit), folder) : List.of(),
                folders,
                found,
                usage,
                PagerView.of(here, cursor, page.next()),
                Frames.inTenant(caller));
    }

    /** The root that is the caller's whole folder. */
    private Root whole(Caller caller) {
        return roots.find(caller, caller.knownTenant().slug())
                .orElseThrow(() -> new Problem.NotFound("There is no folder.").asException());
    }

    private static String base(Visit visit) {
        return FILES + Frames.inTenant(visit.caller());
    }
}
