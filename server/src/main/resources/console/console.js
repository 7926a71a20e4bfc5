// What pages do beyond links and forms. Each works without this script, only less comfortably.
(() => {
  "use strict";

  const short = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  const long = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

  // Times in the zone of the browser; the exact one, with its zone, on hover.
  const wordTimes = (within) => {
    for (const time of within.querySelectorAll("time[datetime]:not([data-worded])")) {
      const at = new Date(time.dateTime);
      if (!Number.isNaN(at.getTime())) {
        time.textContent = short.format(at);
        time.title = long.format(at);
        time.dataset.worded = "";
      }
    }
  };

  const say = (text) => {
    let status = document.getElementById("said");
    if (!status) {
      status = document.createElement("div");
      status.id = "said";
      status.className = "visually-hidden";
      status.setAttribute("role", "status");
      document.body.append(status);
    }
    status.textContent = text;
  };

  const copy = async (button) => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.classList.add("copied");
      say("Copied.");
      setTimeout(() => button.classList.remove("copied"), 1500);
    } catch {
      const text = button.parentElement.querySelector("code, input");
      if (text) {
        getSelection().selectAllChildren(text);
      }
      say("It could not be copied: it is marked instead.");
    }
  };

  const otherTheme = () => {
    const root = document.documentElement;
    const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    root.dataset.bsTheme = theme;
    try { localStorage.setItem("storeward-theme", theme); } catch { /* It holds for this page. */ }
  };

  const showMenu = (menu, shown) => {
    menu.classList.toggle("menu-closed", !shown);
    menu.querySelector("[data-menu-button]").setAttribute("aria-expanded", String(shown));
  };

  // What goes for good needs its name typed: the button waits for it, and the server asks again.
  const watchTyped = (within) => {
    for (const field of within.querySelectorAll("input[data-expected]")) {
      const button = field.form.querySelector("button[data-danger]");
      const compare = () => { button.disabled = field.value.trim() !== field.dataset.expected.trim(); };
      field.addEventListener("input", compare);
      compare();
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) {
      return;
    }
    if (button.dataset.copy !== undefined) {
      copy(button);
    } else if (button.dataset.themeButton !== undefined) {
      otherTheme();
    } else if (button.dataset.menuButton !== undefined) {
      const menu = button.closest("[data-menu]");
      showMenu(menu, menu.classList.contains("menu-closed"));
    }
  });

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "post" && !event.defaultPrevented) {
      if (form.dataset.sent !== undefined) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "";
      form.setAttribute("aria-busy", "true");
    }
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    }
  });

  for (const menu of document.querySelectorAll("[data-menu]")) {
    showMenu(menu, false);
  }
  const ready = (within) => { wordTimes(within); watchTyped(within); };
  ready(document);
  document.addEventListener("htmx:afterSettle", (event) => ready(event.target));
  document.querySelector("[data-focus]")?.focus();
  window.storeward = { wordTimes, say };
})();
