// Keeps the figures of a page that works on something: without this script the page is loaded anew.
(() => {
  "use strict";

  const live = document.querySelector("[data-live]");
  if (live && live.dataset.live && window.EventSource) {
    const lost = document.querySelector("[data-live-lost]");
    const stream = new EventSource(live.dataset.live);
    stream.addEventListener("open", () => { lost.hidden = true; });
    stream.addEventListener("progress", (event) => {
      // Written and escaped by the template that wrote it into the page.
      live.innerHTML = JSON.parse(event.data);
      window.storeward.wordTimes(live);
    });
    stream.addEventListener("end", () => {
      stream.close();
      location.reload();
    });
    // The browser connects again by itself, unless the answer was no stream.
    stream.addEventListener("error", () => { lost.hidden = stream.readyState !== EventSource.CLOSED; });
    window.addEventListener("pagehide", () => stream.close());
  }

  const until = document.querySelector("[data-until]:not([data-until=''])");
  if (until) {
    const end = new Date(until.dataset.until).getTime();
    const tell = () => {
      const minutes = Math.floor((end - Date.now()) / 60000);
      until.textContent = minutes < 0
        ? "That has passed."
        : minutes < 1 ? "Less than a minute is left." : `${Math.floor(minutes / 60)} h ${minutes % 60} min are left.`;
    };
    tell();
    setInterval(tell, 10000);
  }
})();
