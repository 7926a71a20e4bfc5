// Files in pieces: with progress, paused and gone on with, also after the line or the page broke.
(() => {
  "use strict";
  const form = document.querySelector("form[data-upload]");
  if (!form) {
    return;
  }
  const PIECE = 8 * 1024 * 1024;
  const LONGEST_WAIT = 30_000;
  const list = document.querySelector("[data-transfers]");
  const input = form.querySelector("input[type=file]");
  const token = { "X-Form-Token": form.dataset.token };
  const tenant = new URLSearchParams(form.dataset.in);
  input.multiple = true;

  const address = (path, parameters) => {
    const query = new URLSearchParams(tenant);
    for (const [name, value] of Object.entries(parameters)) {
      query.set(name, value);
    }
    const text = query.toString();
    return path + (text ? "?" + text : "");
  };

  // What was begun with a file is known again when the same file is chosen: by name, size and time.
  const memory = {
    key: (file) => "storeward-upload " + [form.dataset.in, form.dataset.folder, file.name, file.size, file.lastModified].join(" "),
    get: (file) => { try { return localStorage.getItem(memory.key(file)); } catch { return null; } },
    set: (file, path) => { try { localStorage.setItem(memory.key(file), path); } catch { /* It goes on in this page only. */ } },
    drop: (file) => { try { localStorage.removeItem(memory.key(file)); } catch { /* Nothing was kept. */ } },
  };

  class Refused extends Error {}

  // What a page says of a problem, where the server answered with one.
  const words = async (answer) => {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("main .card-body p")?.textContent ?? "The server answered " + answer.status + ".";
  };

  const send = (method, url, body, progress, signal) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.setRequestHeader("X-Form-Token", token["X-Form-Token"]);
    request.setRequestHeader("Content-Type", "application/offset+octet-stream");
    request.upload.addEventListener("progress", (event) => progress(event.loaded));
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", () => reject(new Error("The line broke.")));
    request.addEventListener("abort", () => reject(new DOMException("Paused.", "AbortError")));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body);
  });

  const size = (bytes) => {
    const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    let at = 0;
    let value = bytes;
    while (value >= 1024 && at < units.length - 1) { value /= 1024; at += 1; }
    return (at === 0 ? value : value.toFixed(1)) + " " + units[at];
  };

  class Transfer {
    constructor(file) {
      this.file = file;
      this.row = document.createElement("li");
      this.label = document.createElement("span");
      this.actions = document.createElement("span");
      this.actions.className = "btn-list";
      this.bar = document.createElement("progress");
      this.bar.max = Math.max(1, file.size);
      this.bar.value = 0;
      this.bar.setAttribute("aria-label", "Sent of " + file.name);
      this.button = this.action("Pause", () => this.toggle());
      this.cancel = this.action("Cancel", () => this.end());
      this.row.append(this.label, this.actions, this.bar);
      list.append(this.row);
      this.shown(0, "waiting");
    }

    action(text, act) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.textContent = text;
      button.addEventListener("click", act);
      this.actions.append(button);
      return button;
    }

    shown(sent, state) {
      this.sent = sent;
      this.bar.value = this.file.size === 0 ? 1 : sent;
      this.label.textContent = this.file.name + ": " + size(sent) + " of " + size(this.file.size) + (state ? ", " + state : "");
    }

    toggle() {
      if (this.controller) {
        this.controller.abort();
      } else {
        this.run();
      }
    }

    async end() {
      this.ended = true;
      this.controller?.abort();
      const path = this.path ?? memory.get(this.file);
      memory.drop(this.file);
      this.row.remove();
      if (path) {
        await fetch(address(path, {}), { method: "DELETE", headers: token }).catch(() => {});
      }
    }

    async run() {
      this.controller = new AbortController();
      this.button.textContent = "Pause";
      let wait = 500;
      try {
        for (;;) {
          try {
            await this.sendAll();
            return;
          } catch (error) {
            if (error.name === "AbortError" || error instanceof Refused) {
              throw error;
            }
            this.shown(this.sent, "the line broke, going on soon");
            await new Promise((done) => setTimeout(done, wait));
            if (this.controller.signal.aborted) {
              throw new DOMException("Paused.", "AbortError");
            }
            wait = Math.min(wait * 2, LONGEST_WAIT);
          }
        }
      } catch (error) {
        if (!this.ended) {
          this.shown(this.sent, error.name === "AbortError" ? "paused" : error.message);
          this.button.textContent = "Go on";
        }
      } finally {
        this.controller = null;
      }
    }

    async sendAll() {
      const signal = this.controller.signal;
      let offset = await this.begin(signal);
      while (offset < this.file.size && !this.page) {
        const start = offset;
        this.shown(start, "");
        const piece = this.file.slice(start, start + PIECE);
        const answer = await send("PATCH", address(this.path, { offset: start }), piece,
          (sent) => this.shown(Math.min(start + sent, this.file.size), ""), signal);
        if (answer.status >= 500 || answer.status === 408 || answer.status === 409 || answer.status === 429) {
          throw new Error("The server could not take it.");
        }
        if (answer.status !== 204) {
          memory.drop(this.file);
          const page = new DOMParser().parseFromString(answer.responseText, "text/html");
          throw new Refused(page.querySelector("main .card-body p")?.textContent ?? "It was refused.");
        }
        offset = Number(answer.getResponseHeader("Upload-Offset"));
        this.page = answer.getResponseHeader("Content-Location");
      }
      this.finish();
    }

    // Begins, or asks how much is kept of what was begun before.
    async begin(signal) {
      const known = this.path ?? memory.get(this.file);
      if (known) {
        const answer = await fetch(address(known, {}), { signal, redirect: "manual" });
        if (answer.status === 204) {
          this.path = known;
          this.page = answer.headers.get("Content-Location");
          return Number(answer.headers.get("Upload-Offset"));
        }
        if (answer.status >= 500) {
          throw new Error("The server gave no answer.");
        }
        memory.drop(this.file);
      }
      const answer = await fetch(
        address("/console/uploads", { name: this.file.name, size: this.file.size, path: form.dataset.folder }),
        { method: "POST", headers: token, signal, redirect: "manual" });
      if (answer.type === "opaqueredirect") {
        throw new Refused("You are signed out: sign in again, and choose the file again to go on.");
      }
      if (answer.status >= 500) {
        throw new Error("The server gave no answer.");
      }
      if (answer.status !== 201) {
        throw new Refused(await words(answer));
      }
      this.path = answer.headers.get("Location");
      this.page = answer.headers.get("Content-Location");
      memory.set(this.file, this.path);
      return Number(answer.headers.get("Upload-Offset"));
    }

    finish() {
      memory.drop(this.file);
      this.actions.replaceChildren();
      this.shown(this.file.size, "stored");
      if (this.page) {
        const link = document.createElement("a");
        link.className = "btn btn-sm";
        link.href = this.page;
        link.textContent = "Show";
        this.actions.append(link);
      }
      window.storeward?.say(this.file.name + " is stored.");
    }
  }

  // One after the other: each has the whole line, and the first are done first.
  let queue = Promise.resolve();
  const take = (files) => {
    for (const file of files) {
      const transfer = new Transfer(file);
      queue = queue.then(() => (transfer.ended ? undefined : transfer.run()));
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take([...input.files]);
    form.reset();
  });
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    form.addEventListener(name, () => form.classList.remove("over"));
  }
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
})();
