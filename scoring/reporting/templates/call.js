"use strict";
(() => {
  const audio = document.getElementById("audio");
  const track = document.getElementById("track");
  const scroller = document.getElementById("scroller");
  const playhead = document.getElementById("playhead");
  const hover = document.getElementById("hover");
  const lines = document.getElementById("lines");
  const follow = document.getElementById("follow");
  const now = document.getElementById("now");
  const seconds = Number(track.dataset.seconds);
  const turns = [...document.querySelectorAll(".line[data-start]")].map((node) => ({
    node, start: Number(node.dataset.start), end: Number(node.dataset.end),
  }));
  const LEAD_S = 1; // seconds heard before and after a moment
  let stopAt = null;
  let playing = null;
  let wanted = null;
  let current = new Set();

  const clock = (s) => {
    const t = Math.max(0, Math.floor(s));
    const two = (n) => String(n).padStart(2, "0");
    const h = Math.floor(t / 3600), m = Math.floor(t / 60) % 60;
    return h ? `${h}:${two(m)}:${two(t % 60)}` : `${m}:${two(t % 60)}`;
  };

  const seek = (to, { play = false, until = null, button = null } = {}) => {
    const at = Math.min(seconds, Math.max(0, to));
    stopAt = until;
    mark(button);
    if (audio.readyState > 0) audio.currentTime = at;
    else wanted = at;
    show(at);
    if (play) audio.play().catch(() => {});
  };

  const mark = (button) => {
    if (playing) playing.classList.remove("on");
    playing = button;
    if (button) button.classList.add("on");
    const label = button && button.dataset.label;
    now.hidden = !label;
    now.textContent = label ? now.dataset.template.replace("%", () => label) : "";
  };

  const show = (at) => {
    const x = `${(100 * at) / seconds}%`;
    playhead.setAttribute("x1", x);
    playhead.setAttribute("x2", x);
    track.setAttribute("aria-valuenow", at.toFixed(1));
    track.setAttribute("aria-valuetext", clock(at));
    keepInView(at);
    highlight(at);
  };

  const keepInView = (at) => {
    if (track.offsetWidth <= scroller.clientWidth) return;
    const x = (at / seconds) * track.offsetWidth;
    const left = scroller.scrollLeft;
    if (x < left || x > left + scroller.clientWidth) scroller.scrollLeft = x - scroller.clientWidth / 4;
  };

  const highlight = (at) => {
    const next = new Set();
    for (const turn of turns) {
      if (turn.start > at + 0.05) break;
      if (at < turn.end) next.add(turn.node);
    }
    for (const node of current) if (!next.has(node)) node.classList.remove("current");
    for (const node of next) {
      if (current.has(node)) continue;
      node.classList.add("current");
      if (follow && follow.checked) scrollLine(node);
    }
    current = next;
  };

  const scrollLine = (node) => {
    if (lines.scrollHeight <= lines.clientHeight) return;
    const top = node.getBoundingClientRect().top - lines.getBoundingClientRect().top;
    if (top < 0 || top > lines.clientHeight * 0.7) lines.scrollTop += top - lines.clientHeight * 0.3;
  };

  const tick = () => {
    if (audio.paused) return;
    if (stopAt !== null && audio.currentTime >= stopAt) {
      audio.pause();
      stopAt = null;
      mark(null);
    }
    show(audio.currentTime);
    requestAnimationFrame(tick);
  };

  const fromHash = () => {
    const found = /^#t=(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?$/.exec(location.hash);
    if (!found) return;
    seek(Number(found[1]), { until: found[2] ? Number(found[2]) : null });
    track.scrollIntoView({ block: "center" });
    const [first] = current;
    if (first) scrollLine(first);
  };

  audio.addEventListener("loadedmetadata", () => {
    if (wanted !== null) audio.currentTime = wanted;
    wanted = null;
  });
  audio.addEventListener("play", () => requestAnimationFrame(tick));
  audio.addEventListener("timeupdate", () => { if (wanted === null) show(audio.currentTime); });
  audio.addEventListener("error", () => { document.getElementById("missing").hidden = false; });
  if (audio.error) document.getElementById("missing").hidden = false;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-start]");
    if (link) {
      event.preventDefault();
      const start = Number(link.dataset.start);
      if (link === playing && !audio.paused) { audio.pause(); mark(null); return; }
      const moment = link.dataset.end !== undefined;
      const until = moment ? Number(link.dataset.end) + LEAD_S : null;
      seek(moment ? start - LEAD_S : start, { play: true, until, button: link });
      return;
    }
    const criterion = event.target.closest("a[href^='#c-']");
    const card = criterion && document.getElementById(criterion.hash.slice(1));
    if (card && card.hidden) sift("all"); // a filter must not keep a link from its target
    const jump = event.target.closest("[data-jump]");
    if (jump) { seek(audio.currentTime + Number(jump.dataset.jump)); return; }
    const zoom = event.target.closest("[data-zoom]");
    if (zoom) { rescale(zoom.dataset.zoom); return; }
    const filter = event.target.closest("[data-filter]");
    if (filter) sift(filter.dataset.filter);
  });

  const timeAt = (event) => {
    const box = track.getBoundingClientRect();
    return ((event.clientX - box.left) / box.width) * seconds;
  };
  track.addEventListener("click", (event) => {
    const shape = event.target.closest("[data-criterion], .mark");
    if (shape && shape.dataset.criterion) {
      const card = document.getElementById(`c-${shape.dataset.criterion}`);
      if (card) { card.classList.add("found"); setTimeout(() => card.classList.remove("found"), 2500); }
    }
    seek(shape ? Number(shape.dataset.start) : timeAt(event), { play: true });
  });
  track.addEventListener("pointermove", (event) => {
    const x = `${(100 * timeAt(event)) / seconds}%`;
    hover.setAttribute("x1", x);
    hover.setAttribute("x2", x);
  });
  track.addEventListener("pointerleave", () => { hover.setAttribute("x1", "-9"); hover.setAttribute("x2", "-9"); });
  track.addEventListener("keydown", (event) => {
    const at = wanted ?? audio.currentTime;
    const to = { ArrowLeft: at - 5, ArrowDown: at - 5, ArrowRight: at + 5, ArrowUp: at + 5, PageUp: at + 30, PageDown: at - 30, Home: 0, End: seconds }[event.key];
    if (to !== undefined) { event.preventDefault(); seek(to); }
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      if (audio.paused) audio.play().catch(() => {}); else audio.pause();
    }
  });

  // A name that does not fit its block is left to the tooltip.
  const fitLabels = () => {
    for (const block of track.querySelectorAll(".event text, .phase-name")) {
      const room = block.parentNode.querySelector("rect").getBoundingClientRect().width;
      block.style.visibility = Number(block.getAttribute("x")) + block.getComputedTextLength() > room ? "hidden" : "";
      const icon = block.parentNode.querySelector(".icon");
      if (icon) icon.style.visibility = room < 20 ? "hidden" : "";
    }
  };
  addEventListener("resize", fitLabels);
  fitLabels();

  let zoomed = 1;
  const rescale = (how) => {
    const most = Math.max(4, Math.min(64, seconds / 60));
    zoomed = how === "fit" ? 1 : Math.min(most, Math.max(1, zoomed * (how === "in" ? 2 : 0.5)));
    const middle = (audio.currentTime || 0) / seconds;
    track.style.width = `${100 * zoomed}%`;
    track.classList.toggle("zoomed", zoomed >= 8);
    fitLabels();
    scroller.scrollLeft = middle * track.offsetWidth - scroller.clientWidth / 2;
  };

  const sift = (kind) => {
    let shown = 0;
    for (const button of document.querySelectorAll("[data-filter]")) {
      button.setAttribute("aria-pressed", String(button.dataset.filter === kind));
    }
    for (const section of document.querySelectorAll(".findings .section")) {
      let here = 0;
      for (const card of section.querySelectorAll(".finding")) {
        const asked = card.dataset.verdict === kind || (kind === "unsure" && "look" in card.dataset);
        card.hidden = kind !== "all" && !asked;
        here += card.hidden ? 0 : 1;
      }
      for (const fold of section.querySelectorAll("details.fold")) {
        fold.hidden = !fold.querySelector(".finding:not([hidden])");
        if (kind === "met") fold.open = true;
      }
      section.hidden = here === 0 && kind !== "all";
      shown += section.hidden ? 0 : 1;
    }
    document.getElementById("nothing").hidden = shown > 0;
  };

  document.getElementById("speed").addEventListener("change", (event) => { audio.playbackRate = Number(event.target.value); });
  addEventListener("hashchange", fromHash);
  fromHash();
  addEventListener("beforeprint", () => { track.style.width = "100%"; });
})();
