
"use strict";
{
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const form = document.querySelector(".filters");
  const notes = all(".note[id]");
  const marks = all("mark");

  // What the form chooses is shown; a word stays marked as long as one of its notes is.
  const choose = () => {
    const chosen = (by) => new Set(all(`[data-by=${by}]:checked`, form).map((box) => box.value));
    const severities = chosen("severity"), categories = chosen("category");
    const rule = form.querySelector("[data-by=rule]").value;
    const shown = new Set();
    for (const note of notes) {
      const { severity, category } = note.dataset;
      note.hidden = !severities.has(severity) || !categories.has(category) || (rule !== "" && rule !== note.dataset.rule);
      if (!note.hidden) shown.add(note.id);
    }
    for (const mark of marks) mark.classList.toggle("off", !mark.dataset.notes.split(" ").some((id) => shown.has(id)));
    document.body.classList.toggle("show-claims", form.querySelector("[data-by=claims]").checked);
    form.querySelector("output").textContent = shown.size === notes.length ? "" : `${shown.size} of ${notes.length} shown`;
  };
  if (form) form.addEventListener("input", choose);

  // A note and its words light up together.
  const light = (ids) => {
    for (const note of all(".note.on")) note.classList.remove("on");
    for (const mark of all("mark.on")) mark.classList.remove("on");
    for (const id of ids) {
      document.getElementById(id).classList.add("on");
      for (const mark of all(`mark[data-notes~="${id}"]`)) mark.classList.add("on");
    }
  };
  const idsOf = (target) => {
    const mark = target.closest?.("mark"), note = target.closest?.(".note[id]");
    return mark ? mark.dataset.notes.split(" ") : note ? [note.id] : [];
  };
  document.addEventListener("mouseover", (event) => light(idsOf(event.target)));
  document.addEventListener("focusin", (event) => light(idsOf(event.target)));

  // j and k go from finding to finding.
  const step = (by) => {
    const stops = marks.filter((mark) => mark.tabIndex === 0 && !mark.classList.contains("off") && mark.closest("details").open);
    if (!stops.length) return;
    const here = stops.indexOf(document.activeElement);
    const next = stops[here < 0 ? (by > 0 ? 0 : stops.length - 1) : (here + by + stops.length) % stops.length];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select")) return;
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });

  // A link into a closed draft opens it, and print shows all.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const draft = target?.closest("details");
    if (draft && !draft.open) {
      draft.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", reveal);
  reveal();
  addEventListener("beforeprint", () => {
    for (const draft of all("details.draft")) draft.open = true;
  });
}
