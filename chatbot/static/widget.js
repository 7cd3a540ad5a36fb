/**
 * <chat-widget>: a chat on any page that quotes its sources.
 *
 *   <script src="https://chat.example.org/widget.js" defer></script>
 *   <chat-widget></chat-widget>
 *
 * Attributes: endpoint, title, greeting, document, theme (auto, light, dark), placement (corner,
 * inline), open. Events, which bubble and leave the shadow root: chat-answer, chat-error, chat-open.
 * Methods: ask(), open(), close(), clear().
 *
 * What a server or a document says becomes text nodes, never markup, and no style is inline, so that
 * a page's Content-Security-Policy and Trusted Types hold.
 */
"use strict";
(() => {
  if (customElements.get("chat-widget")) return;

  // Only while the script runs does the browser say which one it is.
  const SCRIPT_ORIGIN = new URL(document.currentScript?.src || location.href).origin;
  const MAX_TURNS = 50; // the API refuses a longer history
  const MAX_QUESTION_CHARS = 2000; // and a longer question
  const SVG = "http://www.w3.org/2000/svg";

  const WORDS = {
    title: "Ask a question",
    greeting: "Ask about the documents here. Each answer quotes the words it comes from.",
    label: "Your question",
    placeholder: "Type a question…",
    answers: "Questions and answers",
    send: "Ask",
    close: "Close",
    clear: "Clear",
    asked: "You asked: ",
    waiting: "Looking for the answer…",
    dropped: "Stopped before an answer came.",
    understood: (question) => `Understood as “${question}”`,
    confidence: { high: "High confidence", medium: "Medium confidence", low: "Low confidence" },
    local: "Show in the text",
    more: (count) => (count === 1 ? "1 more passage" : `${count} more passages`),
    near: "Not an answer, but near",
    suggestions: "Try asking",
    feedback: "Was this helpful?",
    helpful: "Helpful",
    unhelpful: "Not helpful",
    thanks: "Thank you.",
    notSent: "This could not be sent.",
    retry: "Try again",
    wait: (time) => `Try again in ${time}.`,
    unreachable: "The chat cannot be reached. Check your connection.",
    failed: "The question could not be answered just now.",
  };

  const ICONS = {
    chat: "M4 5h16v11H10l-4 4v-4H4z",
    close: "M6 6l12 12M18 6L6 18",
    send: "M12 19V6M6 11l6-6 6 6",
  };

  const STYLE = new CSSStyleSheet();
  STYLE.replaceSync(`
    :host {
      all: initial;
      color-scheme: light dark;
      display: block;
      font: medium/1.5 var(--chat-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif);
      --ground: var(--chat-ground, light-dark(#ffffff, #171b20));
      --raised: var(--chat-raised, light-dark(#f3f5f7, #22282f));
      --line: var(--chat-line, light-dark(#d6dce2, #39424c));
      --edge: light-dark(#7a8591, #7d8894);
      --ink: var(--chat-ink, light-dark(#1b2127, #e8ebee));
      --soft: var(--chat-soft, light-dark(#57626d, #a3aeb9));
      --accent: var(--chat-accent, light-dark(#17597f, #8fc7ec));
      --on-accent: var(--chat-on-accent, light-dark(#ffffff, #0d2433));
      --mark: var(--chat-mark, light-dark(#ffe9a3, #5c4a10));
      --mark-ink: var(--chat-mark-ink, light-dark(#2b2100, #fff1bf));
      --alarm: light-dark(#9b2c1f, #f2a99f);
    }
    :host([theme="light"]) { color-scheme: light; }
    :host([theme="dark"]) { color-scheme: dark; }
    :host([hidden]) { display: none; }

    * { box-sizing: border-box; margin: 0; padding: 0; }
    button, textarea { font: inherit; color: inherit; }
    button { cursor: pointer; border: 1px solid var(--edge); border-radius: 1.25em; background: none; }
    button:hover { background: var(--raised); }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    svg { inline-size: 1.25em; block-size: 1.25em; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
    a { color: var(--accent); text-underline-offset: 0.15em; }
    [hidden], :host([placement="inline"]) :is(.launcher, .close) { display: none; }
    .unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

    .launcher, .send { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
    .launcher:hover, .send:hover { background: color-mix(in srgb, var(--accent) 88%, var(--ink)); }
    .launcher {
      position: fixed; inset-block-end: 1.25em; inset-inline-end: 1.25em; z-index: 2147483000;
      display: flex; align-items: center; gap: 0.6em; max-inline-size: calc(100vw - 2.5em);
      padding: 0.7em 1.2em; border-radius: 2em; font-weight: 600; text-align: start;
      box-shadow: 0 2px 12px rgb(0 0 0 / 0.25);
    }
    .launcher svg { flex: none; }
    :host([open]) .launcher { display: none; }

    .panel {
      display: flex; flex-direction: column; overflow: hidden; overflow-wrap: anywhere;
      background: var(--ground); color: var(--ink);
      border: 1px solid var(--line); border-radius: 0.9em;
    }
    :host([placement="inline"]) .panel { block-size: var(--chat-height, min(36em, 90vh)); }
    :host(:not([placement="inline"])) .panel {
      position: fixed; inset-block-end: 1.25em; inset-inline-end: 1.25em; z-index: 2147483000;
      inline-size: min(26em, 100vw - 2.5em); block-size: min(42em, 100dvh - 2.5em);
      box-shadow: 0 8px 40px rgb(0 0 0 / 0.28);
    }
    :host(:not([placement="inline"]):not([open])) .panel { display: none; }
    @media (max-width: 30em) {
      :host(:not([placement="inline"])) .panel { inset: 0; inline-size: auto; block-size: auto; border: 0; border-radius: 0; }
    }

    .header { display: flex; align-items: center; gap: 0.5em; min-block-size: 3.25em; padding-block: 0.5em; padding-inline: 1.1em 0.6em; border-block-end: 1px solid var(--line); }
    .title { flex: 1; font-size: 1em; font-weight: 650; line-height: 1.3; }
    .header button { border-color: transparent; min-block-size: 2.25em; padding: 0.25em 0.75em; color: var(--soft); }
    .header .close { display: grid; place-items: center; inline-size: 2.25em; padding: 0; }

    .log { position: relative; flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 1.1em; }
    .log:focus-visible { outline-offset: -3px; }
    .greeting { color: var(--soft); white-space: pre-line; }
    .turn { display: flex; flex-direction: column; gap: 0.85em; margin-block-start: 1.4em; }
    .question { align-self: end; max-inline-size: 88%; padding: 0.5em 0.9em; border-radius: 1em 1em 0.25em 1em; background: var(--raised); white-space: pre-line; }
    .understood, .label, .feedback, .dropped { font-size: 0.875em; color: var(--soft); }
    .label { font-weight: 600; }
    .message { white-space: pre-line; }
    [data-state="no_answer"] .message { padding: 0.7em 0.9em; border: 1px dashed var(--edge); border-radius: 0.6em; }
    [data-state="error"] .message { padding: 0.7em 0.9em; border: 1px solid var(--alarm); border-radius: 0.6em; color: var(--alarm); }

    .passage { padding-inline-start: 0.9em; border-inline-start: 3px solid var(--accent); }
    .passage blockquote { white-space: normal; }
    .context { color: var(--soft); }
    .related .passage, .more .passage { border-color: var(--line); }
    .related { display: flex; flex-direction: column; gap: 0.85em; }
    .more .passage { margin-block-start: 0.85em; }
    mark { background: var(--mark); color: var(--mark-ink); border-radius: 0.15em; box-shadow: 0 0 0 0.1em var(--mark); }
    .citation { display: flex; flex-wrap: wrap; gap: 0 0.9em; margin-block-start: 0.35em; font-size: 0.875em; }
    .citation > * { padding-block: 0.15em; }
    .citation .local, .confidence { color: var(--soft); }
    summary { cursor: pointer; inline-size: fit-content; padding-block: 0.2em; font-size: 0.875em; color: var(--accent); }

    .suggestions { display: flex; flex-wrap: wrap; gap: 0.5em; list-style: none; }
    .suggestions button { padding: 0.3em 0.85em; text-align: start; color: var(--accent); }
    .feedback { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35em 0.5em; }
    .feedback button { padding: 0.15em 0.75em; min-block-size: 2em; }
    .feedback [aria-pressed="true"] { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
    .retry { align-self: start; padding: 0.3em 0.95em; }

    .waiting { display: flex; align-items: center; gap: 0.6em; color: var(--soft); }
    .waiting::before {
      content: ""; inline-size: 1.9em; block-size: 0.45em; color: var(--accent);
      background: radial-gradient(circle closest-side, currentColor 90%, transparent) 0 / 33.3% 100%;
      animation: wait 1.2s ease-in-out infinite alternate;
    }
    @keyframes wait { from { opacity: 0.25; } }

    .form { display: flex; align-items: end; gap: 0.5em; padding: 0.75em; padding-block-end: max(0.75em, env(safe-area-inset-bottom)); border-block-start: 1px solid var(--line); }
    .input {
      flex: 1; min-inline-size: 0; resize: none; field-sizing: content; max-block-size: 9em;
      padding: 0.5em 0.8em; border: 1px solid var(--edge); border-radius: 0.7em; background: var(--ground);
    }
    .input::placeholder { color: var(--soft); opacity: 1; }
    .input:focus-visible { outline-offset: -1px; }
    .send { flex: none; display: grid; place-items: center; inline-size: 2.6em; block-size: 2.6em; border-radius: 0.7em; }

    @media (prefers-reduced-motion: no-preference) { .log { scroll-behavior: smooth; } }
    @media (prefers-reduced-motion: reduce) { .waiting::before { animation: none; } }
    @media (forced-colors: active) {
      mark { forced-color-adjust: none; background: Mark; color: MarkText; }
      .waiting::before { display: none; }
      .feedback [aria-pressed="true"] { outline: 2px solid Highlight; }
    }
  `);

  /** An answer that did not come, in words for the visitor. `status` is 0 where no server was reached. */
  class Failure extends Error {
    constructor(message, status, waitSeconds = null) {
      super(message);
      this.status = status;
      this.waitSeconds = waitSeconds;
    }

    /** Whether the same question may well be answered a little later. */
    get passes() {
      return this.status === 0 || this.status === 429 || this.status >= 500;
    }
  }

  class ChatWidget extends HTMLElement {
    static observedAttributes = ["title", "greeting", "placement", "open"];

    #launcherWords = element("span", {}, WORDS.title);
    #launcher = element("button", { class: "launcher", part: "launcher", type: "button", "aria-haspopup": "dialog" }, icon(ICONS.chat), this.#launcherWords);
    #heading = element("h2", { class: "title", part: "title" }, WORDS.title);
    #clear = element("button", { class: "clear", type: "button", hidden: "" }, WORDS.clear);
    #close = element("button", { class: "close", type: "button", "aria-label": WORDS.close }, icon(ICONS.close));
    #greeting = element("p", { class: "greeting", part: "greeting", dir: "auto" }, WORDS.greeting);
    #log = element("div", { class: "log", part: "log", role: "log", "aria-live": "polite", "aria-label": WORDS.answers, tabindex: "0" }, this.#greeting);
    #input = element("textarea", { class: "input", part: "input", rows: "1", maxlength: MAX_QUESTION_CHARS, placeholder: WORDS.placeholder, "aria-label": WORDS.label, dir: "auto", enterkeyhint: "send", autocomplete: "off" });
    #form = element("form", { class: "form", part: "form" }, this.#input, element("button", { class: "send", part: "send", type: "submit", "aria-label": WORDS.send }, icon(ICONS.send)));
    // The empty title keeps the host's title attribute from showing as a tooltip over everything.
    #panel = element(
      "section",
      { class: "panel", part: "panel", role: "dialog", "aria-label": WORDS.title, title: "" },
      element("header", { class: "header", part: "header" }, this.#heading, this.#clear, this.#close),
      this.#log,
      this.#form,
    );

    #history = [];
    #running = null; // the AbortController of the question that waits for its answer
    #focusedBefore = null; // where focus goes back to

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [STYLE];
      root.append(this.#launcher, this.#panel);
      this.#launcher.addEventListener("click", () => this.open());
      this.#close.addEventListener("click", () => this.close());
      this.#clear.addEventListener("click", () => {
        this.clear();
        this.#input.focus();
      });
      this.#form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.#askTyped();
      });
      this.#input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.shiftKey || composes(event)) return;
        event.preventDefault();
        this.#askTyped();
      });
      this.#panel.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !composes(event)) this.close();
      });
    }

    attributeChangedCallback(name, before, after) {
      if (name === "title") {
        const title = after || WORDS.title;
        this.#heading.textContent = title;
        this.#launcherWords.textContent = title;
        this.#panel.setAttribute("aria-label", title);
      } else if (name === "greeting") {
        this.#greeting.textContent = after || WORDS.greeting;
      } else if (name === "placement") {
        this.#panel.setAttribute("role", this.#inline ? "region" : "dialog");
      } else if (before === null && after !== null) {
        this.#tell("chat-open", {});
      }
    }

    disconnectedCallback() {
      // A move in the page disconnects and connects again at once; only a removal ends the request.
      queueMicrotask(() => {
        if (!this.isConnected) this.#running?.abort();
      });
    }

    /** Shows the panel and moves focus to the input. */
    open() {
      const focused = this.getRootNode().activeElement;
      if (focused !== this) this.#focusedBefore = focused === document.body ? null : focused;
      if (!this.#inline) this.setAttribute("open", "");
      this.#input.focus();
    }

    /** Hides the corner panel; focus inside goes back to where it was before. */
    close() {
      if (this.#inline) return;
      const focused = this.shadowRoot.activeElement;
      this.removeAttribute("open");
      if (focused) (this.#focusedBefore?.isConnected ? this.#focusedBefore : this.#launcher).focus();
      this.#focusedBefore = null;
    }

    /** Forgets the conversation and drops the question under way. */
    clear() {
      this.#running?.abort();
      this.#history = [];
      this.#log.replaceChildren(this.#greeting);
      this.#clear.hidden = true;
    }

    /** Asks and shows what comes back. Resolves to the reply, or to null where none came. A question still under way is dropped. */
    async ask(question) {
      const asked = String(question).trim();
      if (!asked) return null;
      this.#running?.abort();
      const running = (this.#running = new AbortController());
      if (!this.#inline) this.setAttribute("open", "");
      const turn = this.#addTurn(asked);
      const request = { question: asked, history: this.#history.slice(-MAX_TURNS) };
      if (this.getAttribute("document")) request.document = this.getAttribute("document");
      try {
        const response = await post(`${this.#endpoint}/api/chat`, request, running.signal);
        const reply = await response.json();
        running.signal.throwIfAborted();
        this.#settle(turn, reply.status, ...this.#replyNodes(reply));
        this.#history.push({ question: asked, answer: reply.status === "answered" ? reply.message : null });
        this.#tell("chat-answer", { question: asked, reply });
        return reply;
      } catch (error) {
        if (running.signal.aborted) {
          this.#settle(turn, "dropped", element("p", { class: "dropped" }, WORDS.dropped));
          return null;
        }
        const failure = error instanceof Failure ? error : new Failure(WORDS.failed, 502);
        this.#settle(turn, "error", ...this.#failureNodes(failure, turn, asked));
        this.#tell("chat-error", { question: asked, status: failure.status, detail: failure.message, waitSeconds: failure.waitSeconds });
        return null;
      } finally {
        if (this.#running === running) this.#running = null;
      }
    }

    get #inline() {
      return this.getAttribute("placement") === "inline";
    }

    get #endpoint() {
      return (this.getAttribute("endpoint") || SCRIPT_ORIGIN).replace(/\/+$/, "");
    }

    #tell(event, detail) {
      this.dispatchEvent(new CustomEvent(event, { bubbles: true, composed: true, detail }));
    }

    #askTyped() {
      const question = this.#input.value;
      if (!question.trim()) return;
      this.#input.value = "";
      this.ask(question);
    }

    #addTurn(question) {
      const turn = element(
        "article",
        { class: "turn", "data-state": "asking" },
        element("p", { class: "question", dir: "auto" }, unseen(WORDS.asked), question),
        element("p", { class: "waiting" }, WORDS.waiting),
      );
      this.#log.append(turn);
      this.#clear.hidden = false;
      this.#show(turn);
      return turn;
    }

    /** Puts the outcome in the place of the typing state, in one step so that it is announced once. */
    #settle(turn, state, ...nodes) {
      turn.setAttribute("data-state", state);
      turn.querySelector(".waiting").replaceWith(...nodes);
      this.#show(turn);
    }

    /** Scrolls the log, and never the page around it. */
    #show(turn) {
      if (turn === this.#log.lastElementChild) this.#log.scrollTop = turn.offsetTop - 16;
    }

    #replyNodes(reply) {
      const { asked, understood } = reply.question;
      const nodes = [];
      if (understood && understood.trim() !== asked.trim()) {
        nodes.push(element("p", { class: "understood", dir: "auto" }, WORDS.understood(understood)));
      }
      if (reply.status === "answered") {
        const [best, ...others] = reply.passages;
        const confidence = element("span", { class: "confidence" }, WORDS.confidence[reply.confidence_label]);
        nodes.push(this.#passage(best, confidence), ...this.#folded(others));
      } else {
        nodes.push(element("p", { class: "message", dir: "auto" }, reply.message));
      }
      if (reply.related.length) {
        const [nearest, ...others] = reply.related;
        nodes.push(element("div", { class: "related" }, element("p", { class: "label" }, WORDS.near), this.#passage(nearest), ...this.#folded(others)));
      }
      if (reply.suggestions.length) nodes.push(...this.#suggestions(reply.suggestions));
      if (reply.status !== "small_talk") nodes.push(this.#feedback(reply.id));
      return nodes;
    }

    #passage(found, ...notes) {
      const { before, after } = found.context ?? {};
      const words = element("blockquote", { dir: "auto" });
      if (before) words.append(element("span", { class: "context" }, before), " ");
      words.append(element("span", { class: "words" }, ...marked(found.text, found.highlights)));
      if (after) words.append(" ", element("span", { class: "context" }, after));
      return element("figure", { class: "passage", part: "passage" }, words, this.#citation(found.citation, notes));
    }

    #citation({ id, document: name, title, section, url }, notes) {
      const local = `${this.#endpoint}/sources/${encodeURIComponent(name)}#${encodeURIComponent(id)}`;
      const original = /^https?:/i.test(url ?? "") ? url : null;
      const where = [title || name, ...section].join(" › ");
      const caption = element("figcaption", { class: "citation", part: "citation" }, link(original ?? local, where));
      if (original) caption.append(link(local, WORDS.local, { class: "local" }));
      caption.append(...notes);
      return caption;
    }

    #folded(passages) {
      if (!passages.length) return [];
      return [element("details", { class: "more" }, element("summary", {}, WORDS.more(passages.length)), ...passages.map((found) => this.#passage(found)))];
    }

    #suggestions(questions) {
      const items = questions.map((question) => {
        const button = element("button", { type: "button", dir: "auto" }, question);
        button.addEventListener("click", () => this.ask(question));
        return element("li", {}, button);
      });
      return [element("p", { class: "label" }, WORDS.suggestions), element("ul", { class: "suggestions", role: "list" }, ...items)];
    }

    #feedback(replyId) {
      const outcome = element("span");
      const choices = [[WORDS.helpful, true], [WORDS.unhelpful, false]].map(([words, helpful]) => {
        const button = element("button", { type: "button", "aria-pressed": "false" }, words);
        button.addEventListener("click", async () => {
          try {
            await post(`${this.#endpoint}/api/feedback`, { reply_id: replyId, helpful });
          } catch {
            outcome.textContent = WORDS.notSent;
            return;
          }
          for (const choice of choices) choice.setAttribute("aria-pressed", String(choice === button));
          outcome.textContent = WORDS.thanks;
        });
        return button;
      });
      return element("div", { class: "feedback", role: "group", "aria-label": WORDS.feedback }, ...choices, outcome);
    }

    #failureNodes(failure, turn, question) {
      const wait = failure.waitSeconds === null ? "" : ` ${WORDS.wait(duration(failure.waitSeconds))}`;
      const nodes = [element("p", { class: "message", dir: "auto" }, failure.message + wait)];
      if (failure.passes) {
        const retry = element("button", { class: "retry", type: "button" }, WORDS.retry);
        retry.addEventListener("click", () => {
          turn.remove();
          this.#input.focus();
          this.ask(question);
        });
        nodes.push(retry);
      }
      return nodes;
    }
  }

  /** POSTs JSON. Throws a Failure that says in the server's own words (RFC 9457 `detail`) what went wrong. */
  async function post(url, body, signal) {
    let response;
    try {
      response = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(body),
        signal,
      });
    } catch {
      throw new Failure(WORDS.unreachable, 0);
    }
    if (response.ok) return response;
    const problem = await response.json().catch(() => null); // a proxy's error page is not JSON
    throw new Failure(problem?.detail || problem?.title || WORDS.failed, response.status, secondsToWait(response));
  }

  /** `Retry-After` in seconds, which may be written as a date; null where it is not given. */
  function secondsToWait(response) {
    const after = response.headers.get("Retry-After") ?? "";
    const seconds = /^\d+$/.test(after) ? Number(after) : (Date.parse(after) - Date.now()) / 1000;
    return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : null;
  }

  function duration(seconds) {
    const [count, unit] = seconds < 100 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
    return new Intl.NumberFormat("en", { style: "unit", unit, unitDisplay: "long" }).format(count);
  }

  /** The text as strings and <mark>s. Highlights count Unicode code points, JavaScript's strings UTF-16 units. */
  function marked(text, highlights) {
    const points = Array.from(text);
    const pieces = [];
    let done = 0;
    for (const { start, end } of [...highlights].sort((one, other) => one.start - other.start)) {
      if (start < done || end <= start) continue;
      pieces.push(points.slice(done, start).join(""), element("mark", {}, points.slice(start, end).join("")));
      done = end;
    }
    return [...pieces, points.slice(done).join("")];
  }

  /** Whether the key belongs to an input method; Safari ends a composition before it reports the Enter that did so, as key 229. */
  function composes(event) {
    return event.isComposing || event.keyCode === 229;
  }

  function element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  function link(href, words, attributes = {}) {
    return element("a", { href, target: "_blank", rel: "noopener", dir: "auto", ...attributes }, words);
  }

  function unseen(words) {
    return element("span", { class: "unseen" }, words);
  }

  function icon(path) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const shape = document.createElementNS(SVG, "path");
    shape.setAttribute("d", path);
    svg.append(shape);
    return svg;
  }

  customElements.define("chat-widget", ChatWidget);
})();
