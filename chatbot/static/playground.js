/**
 * Sends a question to POST /api/explain and shows its way. Everything that the server or a document says becomes text
 * nodes; the lengths of bars are set through the CSSOM, which a Content-Security-Policy without unsafe-inline allows.
 */
"use strict";
(() => {
  const MAX_TURNS = 50; // of a history, and the characters of an answer in it: the API refuses more
  const MAX_ANSWER_CHARS = 20_000;
  const SHOWN_AT_ONCE = 5; // candidates; the others are folded

  const SIGNALS = {
    match: "how near each word of the question is to one of the passage or of the one before",
    words: "how many words of the question the passage, its title and section hold, or the passage before",
    places: "where in it the nearest words stand: whether side by side, and whether several words are nearest to the same one",
    cosine: "nearness in meaning of the question and the passage as wholes",
    bm25: "words in common, rare ones first",
    answer_type: "it holds something of the kind that is asked for",
    coverage: "share of the question's words that the passage or the one before has",
    fact: "it is a line of an infobox",
    row: "it is a table row",
    item: "it is a list item",
    depth: "how far down in its document it stands",
    length: "how many words it has",
    opens_with_pronoun: "it begins with a word that points back",
    has_pronoun: "it has a word that points back",
    ends_in_number: "it ends in a number",
    told: "how much of it the question says",
    name_asked: "how much of an infobox line's name the question holds",
  };
  const REASONS = {
    out_of_scope: "nothing comes near it in meaning",
    below_threshold: "the best passage is not sure enough",
    empty_question: "the question has only stop words",
  };

  const form = /** @type {HTMLFormElement} */ (document.getElementById("playground"));
  const way = /** @type {HTMLElement} */ (document.getElementById("way"));
  const before = /** @type {HTMLElement} */ (document.getElementById("turns"));
  /** @type {{question: string, answer: string | null}[]} */
  let turns = [];
  let asked = 0; // so that only the last question's way is shown

  const given = new URLSearchParams(location.search).get("question");
  if (given) field("question").value = given;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    explain();
  });
  field("question").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });
  document.getElementById("forget")?.addEventListener("click", () => {
    turns = [];
    showTurns();
    field("question").focus();
  });
  // After the browser has put the values back, and never the question.
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const input of form.querySelectorAll("fieldset input")) {
      const number = /** @type {HTMLInputElement} */ (input);
      number.value = number.defaultValue;
    }
  });

  /** @param {string} name */
  function field(name) {
    return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  }

  async function explain() {
    const run = (asked += 1);
    const request = { question: field("question").value, history: turns };
    if (field("document").value) Object.assign(request, { document: field("document").value });
    for (const name of ["top_k", "candidates", "max_false_answers", "answer_floor"]) {
      const input = field(name);
      if (input.value !== "" && input.value !== input.defaultValue) Object.assign(request, { [name]: input.valueAsNumber });
    }
    way.setAttribute("aria-busy", "true");
    const nodes = await outcome(request);
    if (run !== asked) return;
    way.setAttribute("aria-busy", "false");
    way.replaceChildren(...nodes);
  }

  async function outcome(request) {
    try {
      const headers = { "Content-Type": "application/json" };
      const key = field("key")?.value.trim(); // there only where the server asks for one
      if (key) Object.assign(headers, { Authorization: `Bearer ${key}` });
      const response = await fetch(form.dataset.explain ?? "", {
        method: "POST",
        headers,
        body: JSON.stringify(request),
      });
      const body = await response.json();
      if (response.ok) return theWay(body, request.question);
      return [element("p", { class: "notice", role: "alert" }, body.detail ?? `The server answered ${response.status}.`)];
    } catch {
      return [element("p", { class: "notice", role: "alert" }, "The server cannot be reached.")];
    }
  }

  function theWay(explained, question) {
    return [verdict(explained, question), understood(explained.parts), ...searches(explained), stages(explained)];
  }

  // ---- The verdict ----

  function verdict({ reply, floor, floor_from: from, settings, ranking }, question) {
    const nodes = [];
    const best = reply.passages[0] ?? reply.related[0];
    if (reply.status === "small_talk") {
      nodes.push(element("p", {}, "Small talk: answered with a line, without a search."), element("p", { class: "notice" }, reply.message));
    } else {
      const why = reply.status === "answered" ? "Answered" : `Not answered: ${REASONS[reply.reason]}`;
      const origin = from === "answer_floor" ? "as given" : `so that at most ${percent(settings.max_false_answers)} of near misses are answered`;
      nodes.push(
        element("p", {}, element("strong", {}, why), ". "),
        gauge(reply.confidence, floor),
        element("p", { class: "soft" }, `Confidence ${number(reply.confidence)} (${reply.confidence_label}), floor ${number(floor)}, ${origin}. Ranked by ${ranking}.`),
      );
      if (best) nodes.push(quoted(best, reply.status === "answered"));
      const others = [...reply.passages, ...reply.related].slice(1);
      if (others.length) nodes.push(element("details", {}, element("summary", {}, `${others.length} more shown`), ...others.map((other) => quoted(other, reply.status === "answered"))));
    }
    const follow = element("button", { type: "button", class: "plain" }, "Ask a follow-up");
    follow.addEventListener("click", () => {
      turns = [...turns, { question, answer: reply.status === "answered" ? Array.from(reply.message).slice(0, MAX_ANSWER_CHARS).join("") : null }].slice(-MAX_TURNS);
      showTurns();
      field("question").value = "";
      field("question").focus();
    });
    nodes.push(follow);
    return section("Verdict", ...nodes);
  }

  /** The confidence as a bar, and the floor as a line across it. */
  function gauge(confidence, floor) {
    const shown = element("div", { class: "gauge", role: "img", "aria-label": `Confidence ${number(confidence)}, floor ${number(floor)}` }, element("span", { class: "reach" }), element("span", { class: "floor" }));
    shown.toggleAttribute("data-below", confidence < floor);
    shown.style.setProperty("--reach", String(confidence));
    shown.style.setProperty("--floor", String(floor));
    return shown;
  }

  function quoted(passage, answers) {
    const { citation } = passage;
    const where = [citation.title || citation.document, ...citation.section].join(" › ");
    return element(
      "figure",
      { class: "cited" },
      element("blockquote", { dir: "auto" }, ...(passage.kind === "code" ? [element("pre", { dir: "ltr", tabindex: "0" }, passage.text)] : marked(passage.text, answers ? passage.highlights : []))),
      element("figcaption", {}, element("a", { href: source(citation.document, citation.id) }, where), element("span", { class: "soft" }, `confidence ${number(passage.confidence)}`)),
    );
  }

  // ---- The question ----

  function understood(parts) {
    const lists = parts.map((part) => {
      const list = element("dl", { class: "facts-of" });
      entry(list, parts.length > 1 ? "A part of it" : "As asked", part.asked);
      for (const { written, read } of part.corrections) entry(list, "Spelling", `${written} → ${read}`);
      if (part.as_it_stands !== part.asked) entry(list, "As it stands", part.as_it_stands);
      if (part.in_context !== null) entry(list, "In context", part.in_context);
      if (part.context_terms.length) entry(list, "From the turns before", part.context_terms.join(", "));
      const taken = part.searches.find((search) => search.taken);
      if (part.in_context !== null && taken) entry(list, "First passage from", taken.question === part.in_context ? "the question in context" : "the question as it stands");
      if (taken) entry(list, "Search terms", taken.terms.join(" · ") || "none");
      if (part.judged && part.judged.before !== part.judged.after) entry(list, "At a second look", `the first passage's confidence is ${number(part.judged.after)}, which was ${number(part.judged.before)}`);
      return list;
    });
    return section("Understood as", ...lists);
  }

  // ---- Searches and candidates ----

  function searches({ parts, floor }) {
    const all = parts.flatMap((part) => part.searches.map((search) => ({ ...search, judged: search.taken ? part.judged : null })));
    return all.map((search) => {
      const where = search.document === null ? "in all documents" : `in ${search.document}`;
      const found = search.candidates.length;
      const [first, rest] = [search.candidates.slice(0, SHOWN_AT_ONCE), search.candidates.slice(SHOWN_AT_ONCE)];
      const nodes = [
        element("p", { class: "soft" }, `${found} ${found === 1 ? "candidate" : "candidates"} ${where}${all.length === 1 ? "" : search.taken ? "; the first passage is from here" : ""}`),
        element("ol", { class: "candidates" }, ...first.map((candidate) => card(candidate, floor, search.judged))),
      ];
      if (rest.length) nodes.push(element("details", {}, element("summary", {}, `${rest.length} more candidate${rest.length === 1 ? "" : "s"}`), element("ol", { class: "candidates" }, ...rest.map((candidate) => card(candidate, floor, search.judged)))));
      if (!found) nodes.splice(1, 1);
      const title = all.length > 1 ? `Searched: ${search.question}` : "Candidates";
      return section(title, ...(search.taken || all.length === 1 ? nodes : [element("details", {}, element("summary", {}, "What it found"), ...nodes)]));
    });
  }

  /** `judged` is what became of the first one's confidence in the end. */
  function card(candidate, floor, judged) {
    const { place, ranked, score } = candidate;
    const confidence = place === 1 && judged ? judged.after : candidate.confidence;
    const moved = place !== null && ranked !== null && place !== ranked ? `, moved from ${ranked}` : "";
    const chips = [
      ["by meaning", candidate.dense_rank === null ? "not found" : `${ordinal(candidate.dense_rank)}`],
      ["by words", candidate.lexical_rank === null ? "not found" : `${ordinal(candidate.lexical_rank)}`],
      ["score", score === null ? null : number(score)],
      ["confidence", confidence === null ? null : number(confidence)],
    ];
    const line = element("dl", { class: "chips" });
    for (const [name, value] of chips) if (value !== null) entry(line, name, value);
    const where = [candidate.document, ...candidate.section].join(" › ");
    const shown = element(
      "li",
      {},
      element("span", { class: "place" }, place === null ? "–" : String(place)),
      element(
        "div",
        {},
        element("p", { class: "text", dir: "auto" }, candidate.text),
        element("p", { class: "soft" }, element("a", { href: source(candidate.document, candidate.id) }, where), place === null ? " · left out: repeats a better one, or too far down" : moved),
        line,
        element("details", {}, element("summary", {}, "Signals"), signalTable(candidate.signals)),
      ),
    );
    shown.toggleAttribute("data-sure", confidence !== null && confidence >= floor);
    return shown;
  }

  function signalTable(signals) {
    const most = Math.max(...signals.map(({ adds }) => Math.abs(adds ?? 0)), 1e-9);
    const sorted = [...signals].sort((one, other) => Math.abs(other.adds ?? 0) - Math.abs(one.adds ?? 0));
    const rows = sorted.map(({ name, value, adds }) => {
      const bar = element("span", { class: "adds", "aria-hidden": "true" });
      bar.style.setProperty("--share", String(Math.abs(adds ?? 0) / most));
      bar.toggleAttribute("data-less", (adds ?? 0) < 0);
      return element(
        "tr",
        {},
        element("th", { scope: "row" }, name.replaceAll("_", " "), element("span", { class: "soft" }, SIGNALS[name] ?? "")),
        element("td", {}, number(value)),
        element("td", {}, ...(adds === null ? ["–"] : [signed(adds), bar])),
      );
    });
    const head = element("tr", {}, ...["Signal", "Value", "Adds to the score"].map((name) => element("th", { scope: "col" }, name)));
    return element("table", { class: "signals" }, element("thead", {}, head), element("tbody", {}, ...rows));
  }

  // ---- Time ----

  /** The stages of the reply; the last one of all is what showing its way took. */
  function stages({ stages: all, milliseconds }) {
    const named = all.slice(0, -1);
    const rest = all.at(-1).milliseconds;
    const most = Math.max(...named.map((stage) => stage.milliseconds), 1e-9);
    const rows = named.map((stage) => {
      const bar = element("span", { class: "spent", "aria-hidden": "true" });
      bar.style.setProperty("--share", String(stage.milliseconds / most));
      const name = stage.calls > 1 ? `${stage.name} (${stage.calls} calls)` : stage.name;
      return element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, `${stage.milliseconds.toFixed(2)} ms`, bar));
    });
    return section("Time", element("p", { class: "soft" }, `${(milliseconds - rest).toFixed(1)} ms in this one run, without the memory of answers and suggestions; to show its way took ${rest.toFixed(1)} ms more.`), element("table", { class: "stages" }, element("tbody", {}, ...rows)));
  }

  function showTurns() {
    before.hidden = !turns.length;
    before.querySelector("ol")?.replaceChildren(
      ...turns.map(({ question, answer }) => element("li", { dir: "auto" }, question, element("span", { class: "soft" }, answer ?? "no answer"))),
    );
  }

  // ---- Text and nodes ----

  function source(document, id) {
    return `${form.dataset.sources}${encodeURIComponent(document)}#${encodeURIComponent(id)}`;
  }

  /** The text as strings and <mark>s; highlights count code points. */
  function marked(text, highlights) {
    const points = Array.from(text);
    const pieces = [];
    let done = 0;
    for (const { start, end } of highlights) {
      pieces.push(points.slice(done, start).join(""), element("mark", {}, points.slice(start, end).join("")));
      done = end;
    }
    return [...pieces, points.slice(done).join("")];
  }

  function section(title, ...nodes) {
    return element("section", {}, element("h2", {}, title), ...nodes);
  }

  function entry(list, name, value) {
    list.append(element("div", {}, element("dt", {}, name), element("dd", { dir: "auto" }, value)));
  }

  function number(value) {
    return value.toFixed(2);
  }

  function signed(value) {
    return `${value < 0 ? "−" : "+"}${number(Math.abs(value))}`;
  }

  function percent(share) {
    return `${Math.round(100 * share)} %`;
  }

  function ordinal(rank) {
    return `no. ${rank}`;
  }

  /**
   * @param {string} name
   * @param {Record<string, string>} attributes
   * @param {(Node | string)[]} children
   */
  function element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }
})();
