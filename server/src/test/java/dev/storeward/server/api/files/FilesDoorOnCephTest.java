package dev.storeward.server.api.files;

import dev.storeward.server.RunningServer;
import dev.storeward.testkit.server.CephServer;

class FilesDoorOnCephTest extends FilesDoorContract {
    @Override
    RunningServer start() {
        return RunningServer.start(SharedStore.on(CephServer.shared()));
    }
}
