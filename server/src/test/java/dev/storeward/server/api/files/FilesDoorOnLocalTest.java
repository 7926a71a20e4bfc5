package dev.storeward.server.api.files;

import dev.storeward.server.RunningServer;

class FilesDoorOnLocalTest extends FilesDoorContract {
    @Override
    RunningServer start() {
        return RunningServer.start();
    }
}
