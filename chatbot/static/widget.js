/**
 * <chat-widget>: a chat on any page that quotes its sources. docs/widget.md says how it is used.
 *
 *   <script src="https://chat.example.org/widget.js" defer></script>
 *   <chat-widget></chat-widget>
 *
 * What a server or a document says becomes text nodes, never markup, and no style is inline, so that
 * a page's Content-Security-Policy and Trusted Types hold. What stands between the tags is shown
 * until this script has run: the place for a form that works without it.
 */
"use strict";
(() => {
  if (customElements.get("chat-widget")) return;

  // Only while the script runs does the browser say which one it is.
  const SCRIPT = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  const SCRIPT_FOLDER = SCRIPT?.src ? new URL(".", SCRIPT.src).href : location.origin;
  const MAX_TURNS = 50; // the API refuses a longer history
  const MAX_ANSWER_CHARS = 20_000; // and a longer answer in it
  const MAX_QUESTION_CHARS = 2000; // and a longer question
  const MAX_SILENCE_MS = 30_000; // of the server: its own time limit is 10 s by default, and a stream has a heartbeat every 5 s
  const COVERING = "(max-width: 30em)"; // where the open panel covers the whole page; the style sheet says the same
  const RUNS_ON = /[.!?…:؟۔।။។。！？：]["'”’»)\]]*\s*$/; // the end of a sentence, behind which the next one may follow on the same line
  const ITEM = /^([-*•]\s+)?(.*)$/s;
  const ROW = /^(\|\s*)?(.*?)(\s*\|)?$/s; // of a table in Markdown, whose bars stand around it too
  // What divides the cells of a row, a term from its definition, and a heading from what is right below it, in HTML within Markdown.
  const JOINT =
    /((?:(?:<p(?:\s[^<>]*)?>\s*|<\/p>\s*)*<\/?(?:t[dh]|d[td]|h[1-6])(?:\s[^<>]*)?>|<\/p>\s*<p(?:\s[^<>]*)?>)(?:\s*<\/?(?:t[dh]|d[td]|h[1-6]|p|div)(?:\s[^<>]*)?>)*)/i;
  const PAIR = /<\/(?:t[dh]|dt)\s*>\s*<(?:t[dh]|d[td])\b/i; // one cell ends, and the next one begins
  const BAR = /[ \u00a0]\|[ \u00a0]/;
  const SVG = "http://www.w3.org/2000/svg";

  // ---- Strings: one table; a string that a language lacks is taken from English ----

  const ENGLISH = {
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
    stillWaiting: "Still looking…",
    stop: "Stop",
    dropped: "Stopped before an answer came.",
    understood: "Understood as “{question}”",
    high: "High confidence",
    medium: "Medium confidence",
    low: "Low confidence",
    source: "Source {number}: ",
    page: "page {page}",
    local: "Show in the text",
    onePassage: "1 more passage",
    morePassages: "{count} more passages",
    near: "Not an answer, but near",
    choices: "Which one do you mean?",
    suggestions: "Try asking",
    copy: "Copy with source",
    copied: "Copied.",
    notCopied: "This could not be copied.",
    feedback: "Was this helpful?",
    helpful: "Helpful",
    unhelpful: "Not helpful",
    thanks: "Thank you.",
    notSent: "This could not be sent.",
    retry: "Try again",
    wait: "Try again in {time}.",
    tooLong: "A question has at most {count} characters. Please shorten this one.",
    offline: "You are offline. Answers come again once you are connected.",
    unreachable: "The chat cannot be reached. Check your connection.",
    tooMany: "Too many questions at once.",
    failed: "The question could not be answered just now.",
    out_of_scope: "", // the server's message is English already
    below_threshold: "",
    empty_question: "",
  };

  /** @type {Record<string, Partial<typeof ENGLISH>>} */
  const LANGUAGES = {
    en: ENGLISH,
    km: {
      title: "សួរសំណួរ",
      greeting: "សូមសួរអំពីឯកសារនៅទីនេះ។ ចម្លើយនីមួយៗដកស្រង់ពាក្យដើមពីឯកសារ។",
      label: "សំណួររបស់អ្នក",
      placeholder: "វាយសំណួរ…",
      answers: "សំណួរ និងចម្លើយ",
      send: "សួរ",
      close: "បិទ",
      clear: "សម្អាត",
      asked: "អ្នកបានសួរ៖ ",
      waiting: "កំពុងស្វែងរកចម្លើយ…",
      stillWaiting: "នៅតែកំពុងស្វែងរក…",
      stop: "បញ្ឈប់",
      dropped: "បានបញ្ឈប់មុនពេលមានចម្លើយ។",
      understood: "យល់ថា «{question}»",
      high: "ទំនុកចិត្តខ្ពស់",
      medium: "ទំនុកចិត្តមធ្យម",
      low: "ទំនុកចិត្តទាប",
      source: "ប្រភព {number}៖ ",
      page: "ទំព័រ {page}",
      local: "បង្ហាញក្នុងអត្ថបទ",
      onePassage: "អត្ថបទដកស្រង់ 1 ទៀត",
      morePassages: "អត្ថបទដកស្រង់ {count} ទៀត",
      near: "មិនមែនជាចម្លើយទេ តែជិតនឹងសំណួរ",
      choices: "តើអ្នកចង់សួរអំពីមួយណា?",
      suggestions: "សូមសាកសួរ",
      copy: "ចម្លងជាមួយប្រភព",
      copied: "បានចម្លង។",
      notCopied: "មិនអាចចម្លងបានទេ។",
      feedback: "តើចម្លើយនេះមានប្រយោជន៍ទេ?",
      helpful: "មានប្រយោជន៍",
      unhelpful: "គ្មានប្រយោជន៍",
      thanks: "សូមអរគុណ។",
      notSent: "មិនអាចផ្ញើបានទេ។",
      retry: "ព្យាយាមម្ដងទៀត",
      wait: "សូមព្យាយាមម្ដងទៀតក្នុងរយៈពេល {time}។",
      tooLong: "សំណួរមួយមានយ៉ាងច្រើន {count} តួអក្សរ។ សូមធ្វើឱ្យសំណួរនេះខ្លីជាងនេះ។",
      offline: "អ្នកគ្មានអ៊ីនធឺណិតទេ។ ចម្លើយនឹងមានវិញ ពេលអ្នកភ្ជាប់អ៊ីនធឺណិត។",
      unreachable: "មិនអាចភ្ជាប់ទៅប្រព័ន្ធឆ្លើយសំណួរបានទេ។ សូមពិនិត្យអ៊ីនធឺណិតរបស់អ្នក។",
      tooMany: "មានសំណួរច្រើនពេកក្នុងពេលតែមួយ។",
      failed: "មិនអាចឆ្លើយសំណួរបានទេនៅពេលនេះ។",
      out_of_scope: "ឯកសារមិនបាននិយាយអំពីរឿងនេះទេ។",
      below_threshold: "រកមិនឃើញអ្វីក្នុងឯកសារដែលឆ្លើយសំណួរនេះទេ។",
      empty_question: "រកមិនឃើញសំណួរទេ។ សូមសួរដោយប្រើពាក្យពីរបីអំពីអ្វីដែលអ្នកចង់ដឹង។",
    },
  };

  // ---- Looks ----

  const ICONS = {
    chat: "M4 5h16v11H10l-4 4v-4H4z",
    close: "M6 6l12 12M18 6L6 18",
    send: "M12 19V6M6 11l6-6 6 6",
    stop: "M7 7h10v10H7z",
  };

  const STYLE = new CSSStyleSheet();
  STYLE.replaceSync(`
    :host {
      all: initial;
      color-scheme: light dark;
      display: block;
      /* A page's rule for all elements would change how a quote reads; what is important in here wins over it. */
      font: var(--chat-font-size, medium)/1.5 var(--chat-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Khmer", "Khmer OS", sans-serif) !important;
      letter-spacing: normal !important; word-spacing: normal !important; text-transform: none !important;
      text-indent: 0 !important; text-align: start !important; white-space: normal !important;
      word-break: normal !important; line-break: auto !important; hyphens: manual !important; text-shadow: none !important;
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
    :lang(km) { line-height: 1.75; }
    button, textarea { font: inherit; color: inherit; }
    button { cursor: pointer; border: 1px solid var(--edge); border-radius: 1.25em; background: none; }
    button:hover { background: var(--raised); }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    svg { inline-size: 1.25em; block-size: 1.25em; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
    a { color: var(--accent); text-underline-offset: 0.15em; }
    [hidden], :host([placement="inline"]) :is(.launcher, .close) { display: none; }
    .unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .joint::before { content: " | "; }

    .launcher, .send { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
    .launcher:hover, .send:hover { background: color-mix(in srgb, var(--accent) 88%, var(--ink)); }
    .launcher {
      position: fixed; inset-block-end: 1.25em; inset-inline-end: 1.25em; z-index: 2147483647;
      display: flex; align-items: center; gap: 0.6em; max-inline-size: calc(100vw - 2.5em);
      padding: 0.7em 1.2em; border-radius: 2em; font-weight: 600; text-align: start;
      box-shadow: 0 2px 12px rgb(0 0 0 / 0.25);
    }
    .launcher svg { flex: none; }
    :host([open]) .launcher { display: none; }

    .panel {
      display: flex; flex-direction: column; overflow: hidden; overflow-wrap: anywhere; overscroll-behavior: contain;
      background: var(--ground); color: var(--ink);
      border: 1px solid var(--line); border-radius: 0.9em;
    }
    :host([placement="inline"]) .panel { block-size: var(--chat-height, min(36em, 90vh)); }
    :host(:not([placement="inline"])) .panel {
      position: fixed; inset-block-end: 1.25em; inset-inline-end: 1.25em; z-index: 2147483647;
      inline-size: min(26em, 100vw - 2.5em); block-size: min(42em, 100dvh - 2.5em);
      box-shadow: 0 8px 40px rgb(0 0 0 / 0.28);
    }
    :host(:not([placement="inline"]):not([open])) .panel { display: none; }
    @media (max-width: 30em) {
      :host(:not([placement="inline"])) .panel { inset: 0; inline-size: auto; block-size: auto; border: 0; border-radius: 0; }
    }

    .header { display: flex; flex-wrap: wrap; align-items: center; justify-content: end; gap: 0 0.5em; min-block-size: 3.25em; padding-block: 0.5em; padding-inline: 1.1em 0.6em; border-block-end: 1px solid var(--line); }
    .title { flex: 1 1 7em; overflow-wrap: break-word; min-inline-size: 0; font-size: 1em; font-weight: 650; line-height: 1.3; }
    .header button { border-color: transparent; min-block-size: 2.25em; padding: 0.25em 0.75em; color: var(--soft); }
    .header .close { display: grid; place-items: center; inline-size: 2.25em; padding: 0; }

    .log { -webkit-user-select: text; user-select: text; position: relative; flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 1.1em; }
    .log:focus-visible { outline-offset: -3px; }
    .greeting { color: var(--soft); white-space: pre-line; }
    .turn:focus-visible { border-radius: 0.6em; outline-offset: 0.4em; }
    .turn { display: flex; flex-direction: column; gap: 0.85em; margin-block-start: 1.4em; }
    .question { align-self: end; max-inline-size: 88%; padding: 0.5em 0.9em; border-radius: 1em 1em 0.25em 1em; background: var(--raised); border: 1px solid transparent; white-space: pre-line; }
    .understood, .label, .actions, .dropped { font-size: 0.875em; color: var(--soft); }
    .label { font-weight: 600; }
    .message { white-space: pre-line; }
    [data-state="no_answer"] .message { padding: 0.7em 0.9em; border: 1px dashed var(--edge); border-radius: 0.6em; }
    [data-state="error"] .message { padding: 0.7em 0.9em; border: 1px solid var(--alarm); border-radius: 0.6em; color: var(--alarm); }

    .passage { padding-inline-start: 0.9em; border-inline-start: 3px solid var(--accent); }
    .passage blockquote { white-space: normal; }
    .context { color: var(--soft); }
    :is(.apart, .listing) .context { display: block; white-space: pre-line; }
    .passage pre code { font: inherit; }
    .passage pre {
      margin-block: 0.35em; padding: 0.6em 0.8em; overflow-x: auto; overflow-wrap: normal; white-space: pre; tab-size: 4;
      font: 0.875em/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; text-align: left;
      background: var(--raised); border: 1px solid var(--line); border-radius: 0.4em;
    }
    .related .passage, .more .passage { border-color: var(--line); }
    .related { display: flex; flex-direction: column; gap: 0.85em; }
    .more .passage { margin-block-start: 0.85em; }
    mark { background: var(--mark); color: var(--mark-ink); border-radius: 0.15em; box-shadow: 0 0 0 0.1em var(--mark); }
    .citation { display: flex; flex-wrap: wrap; gap: 0 0.9em; margin-block-start: 0.35em; font-size: 0.875em; }
    .citation > * { padding-block: 0.2em; }
    .number {
      display: inline-block; min-inline-size: 1.5em; margin-inline-end: 0.35em; padding-inline: 0.25em; border: 1px solid currentColor;
      border-radius: 0.4em; font-size: 0.85em; line-height: 1.4; text-align: center; unicode-bidi: isolate;
    }
    .citation .local, .confidence { color: var(--soft); }
    summary { cursor: pointer; inline-size: fit-content; padding-block: 0.2em; font-size: 0.875em; color: var(--accent); }

    .suggestions { display: flex; flex-wrap: wrap; gap: 0.5em; list-style: none; }
    .suggestions button { padding: 0.3em 0.85em; text-align: start; color: var(--accent); }
    .starters:not([hidden]) { display: flex; flex-direction: column; gap: 0.5em; margin-block-start: 1em; }
    .actions, .feedback { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35em 0.5em; }
    .actions button { padding: 0.15em 0.75em; min-block-size: 2em; }
    .actions [aria-pressed="true"] { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
    .retry { align-self: start; padding: 0.3em 0.95em; }
    .retry[aria-disabled="true"] { cursor: default; color: var(--soft); border-style: dashed; }
    .stop { display: inline-flex; align-items: center; gap: 0.25em; margin-inline-start: auto; padding: 0.15em 0.75em; min-block-size: 2em; font-size: 0.875em; }
    .stop svg { inline-size: 1em; block-size: 1em; fill: currentColor; }
    .offline, .too-long { padding: 0.5em 1.1em; border-block-start: 1px solid var(--line); background: var(--raised); font-size: 0.875em; }

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
    .input::placeholder { color: var(--soft); opacity: 1; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
    .input:focus-visible { outline-offset: -1px; }
    .send { flex: none; display: grid; place-items: center; inline-size: 2.6em; block-size: 2.6em; border-radius: 0.7em; }

    @media (prefers-reduced-motion: no-preference) { .log { scroll-behavior: smooth; } }
    @media (prefers-reduced-motion: reduce) { .waiting::before { animation: none; } }
    @media print {
      :host(:not([placement="inline"])) { display: none; }
      :host([placement="inline"]) .panel { block-size: auto; }
      .panel, .log { overflow: visible; }
      .passage pre { white-space: pre-wrap; overflow-wrap: anywhere; }
      .form, .too-long, .clear, .starters:not([hidden]), .label:has(+ .suggestions), .suggestions, .actions, .retry, .more:not([open]) { display: none; }
    }
    @media (forced-colors: active) {
      mark { forced-color-adjust: none; background: Mark; color: MarkText; }
      .waiting::before { display: none; }
      .actions [aria-pressed="true"] { outline: 2px solid Highlight; }
    }
  `);


  // ---- The element ----

  class ChatWidget extends HTMLElement {
    static observedAttributes = ["title", "greeting", "lang", "placement", "open", "document", "endpoint"];

    #launcherWords = element("span", { dir: "auto" });
    #launcher = element("button", { class: "launcher", part: "launcher", type: "button", "aria-haspopup": "dialog" }, icon(ICONS.chat), this.#launcherWords);
    #heading = element("h2", { class: "title", part: "title", dir: "auto" });
    #clear = element("button", { class: "clear", type: "button", hidden: "" });
    #close = element("button", { class: "close", type: "button" }, icon(ICONS.close));
    #greeting = element("p", { class: "greeting", part: "greeting", dir: "auto" });
    #starters = element("div", { class: "starters", "aria-live": "off", hidden: "" });
    #log = element("div", { class: "log", part: "log", role: "log", "aria-live": "polite", tabindex: "0" }, this.#greeting, this.#starters);
    #offline = element("p", { class: "offline", part: "offline", role: "status", dir: "auto" });
    #input = /** @type {HTMLTextAreaElement} */ (
      element("textarea", { class: "input", part: "input", rows: "1", dir: "auto", enterkeyhint: "send", autocomplete: "off" })
    );
    #tooLong = element("p", { class: "too-long", role: "status", dir: "auto", hidden: "" });
    #send = element("button", { class: "send", part: "send", type: "submit" }, icon(ICONS.send));
    #form = element("form", { class: "form", part: "form" }, this.#input, this.#send);
    // The empty title keeps the host's title attribute from showing as a tooltip over everything.
    #panel = element(
      "section",
      { class: "panel", part: "panel", title: "", tabindex: "-1" },
      element("header", { class: "header", part: "header" }, this.#heading, this.#clear, this.#close),
      this.#log,
      this.#offline,
      this.#tooLong,
      this.#form,
    );

    /** @type {{question: string, reply: any}[]} */
    #turns = []; // those that got a reply, oldest first
    #unanswered = /** @type {{question: string, only: string | null, reply: null} | null} */ (null); // the last question, until its reply comes
    #running = /** @type {AbortController | null} */ (null); // of the question that waits for its answer
    #listening = /** @type {AbortController | null} */ (null); // to what happens outside, while it is in a page
    #focusedBefore = /** @type {HTMLElement | null} */ (null); // where focus goes back to
    #covering = matchMedia(COVERING);
    #begun = false;
    #kept = ""; // the place of the conversation that is shown
    #suggested = ""; // the address of the questions to begin with

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [STYLE];
      root.append(this.#launcher, this.#panel);
      this.#launcher.addEventListener("click", () => this.#reveal());
      this.#close.addEventListener("click", () => this.close());
      this.#clear.addEventListener("click", () => {
        this.clear();
        this.#input.focus();
      });
      this.#form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.#askTyped();
      });
      this.#input.addEventListener("input", () => this.#measure());
      this.#input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.shiftKey || composes(event)) return;
        event.preventDefault();
        this.#askTyped();
      });
      this.#panel.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !composes(event)) this.close();
        if (event.key === "Tab") this.#keepFocus(event);
      });
      // Outside, what is typed seems typed at the widget and not into a field: a page's shortcuts would take it for theirs.
      for (const kind of ["keydown", "keypress", "keyup"]) {
        this.#panel.addEventListener(kind, (event) => {
          if (event.target === this.#input && /** @type {KeyboardEvent} */ (event).key !== "Escape") event.stopPropagation();
        });
      }
    }

    connectedCallback() {
      const early = Object.getOwnPropertyDescriptor(this, "open"); // set before this script had run
      if (early && Reflect.deleteProperty(this, "open")) this.open = early.value;
      const { signal } = (this.#listening = new AbortController());
      const connection = () => this.#showConnection();
      addEventListener("online", connection, { signal });
      addEventListener("offline", connection, { signal });
      this.#covering.addEventListener("change", () => this.#frame(), { signal });
      // A page that the browser kept for going back has not seen what was asked on the pages after it.
      addEventListener("pageshow", ({ persisted }) => persisted && !this.#running && this.#restore(), { signal });
      const spoken = new MutationObserver(() => this.#dress()); // a page that stays may turn to another language
      spoken.observe(document, { subtree: true, attributeFilter: ["lang"] });
      signal.addEventListener("abort", () => spoken.disconnect());
      this.#dress();
      this.#frame();
      this.#showConnection();
      if (!this.#begun) {
        this.#restore();
        this.#takeOver();
      }
      this.#begun = true;
      if (this.#isSeen) this.#suggest();
    }

    /** What was typed into the form between the tags before this script had run, and the focus in it. */
    #takeOver() {
      const form = /** @type {HTMLInputElement | null} */ (this.querySelector("[name=question]:is(input, textarea)"));
      if (!form) return;
      this.#input.value = form.value;
      this.#measure();
      if (form === document.activeElement && this.#isSeen) this.#input.focus();
    }

    disconnectedCallback() {
      this.#listening?.abort();
      // A move in the page disconnects and connects again at once; only a removal ends the request.
      queueMicrotask(() => {
        if (!this.isConnected) this.#running?.abort();
      });
    }

    attributeChangedCallback(name, before, after) {
      if (name === "open" || name === "placement") this.#frame();
      else if (name === "document" || name === "endpoint") this.#turnTo();
      else this.#dress();
      if (name === "open" && before === null && after !== null) {
        if (this.isConnected) this.#suggest();
        this.#show(/** @type {HTMLElement} */ (this.#log.lastElementChild));
        this.#tell("chat-open", {});
      }
    }

    /**
     * The method `open()`, which shows the panel and moves focus to the input. To set it is to set the attribute: React,
     * Preact and Vue set a property wherever an element has one of an attribute's name. "" is how Vue sets the bare attribute.
     */
    get open() {
      return this.#reveal;
    }

    set open(/** @type {any} */ state) {
      this.toggleAttribute("open", state === "" || Boolean(state));
    }

    #reveal() {
      const focused = /** @type {Document} */ (this.getRootNode()).activeElement;
      if (focused !== this) this.#focusedBefore = focused === document.body ? null : /** @type {HTMLElement} */ (focused);
      if (!this.#inline) this.setAttribute("open", "");
      this.#input.focus();
    }

    /** Hides the corner panel; focus inside goes back to where it was before. */
    close() {
      if (this.#inline) return;
      const focused = this.shadowRoot?.activeElement;
      this.removeAttribute("open");
      if (focused) (this.#focusedBefore?.isConnected ? this.#focusedBefore : this.#launcher).focus();
      this.#focusedBefore = null;
    }

    /** Forgets the conversation and drops the question under way. */
    clear() {
      this.#running?.abort();
      this.#empty();
      this.#store();
    }

    /**
     * Asks and shows what comes back. Resolves to the reply, or to null where none came. A question still under way is
     * dropped.
     * @param {string} question
     */
    ask(question) {
      return this.#ask(question, this.getAttribute("document"));
    }

    async #ask(question, only) {
      const asked = String(question).trim();
      if (!asked) return null;
      this.#running?.abort();
      const running = (this.#running = new AbortController());
      if (!this.#inline) this.setAttribute("open", "");
      const turn = this.#addTurn(asked);
      this.#unanswered = { question: asked, only, reply: null };
      this.#store();
      try {
        const reply = await receive(`${this.#endpoint}/api/chat`, this.#request(asked, only), running.signal, () => {
          const said = turn.querySelector(".waiting > span");
          if (said && said.textContent !== this.#words.stillWaiting) said.textContent = this.#words.stillWaiting;
        });
        running.signal.throwIfAborted();
        this.#settle(turn, reply.status, ...this.#replyNodes(reply));
        this.#turns.push({ question: asked, reply });
        this.#unanswered = null;
        this.#store();
        this.#tell("chat-answer", { question: asked, reply });
        return reply;
      } catch (error) {
        if (running.signal.aborted) {
          this.#drop(turn, asked, only);
          return null;
        }
        const failure = error instanceof Failure ? error : new Failure("", 502);
        this.#settle(turn, "error", ...this.#failureNodes(failure, turn, asked, only));
        this.#tell("chat-error", { question: asked, status: failure.status, detail: (failure.status === 404 && failure.message) || this.#failureWords(failure), waitSeconds: failure.waitSeconds });
        return null;
      } finally {
        if (this.#running === running) this.#running = null;
      }
    }

    get #isSeen() {
      return this.#inline || this.hasAttribute("open");
    }

    get #inline() {
      return this.getAttribute("placement") === "inline";
    }

    get #endpoint() {
      return (this.getAttribute("endpoint") || SCRIPT_FOLDER).replace(/\/+$/, "");
    }

    /** The language of the strings: that of the widget or of what it stands in, where the table has it. */
    get #language() {
      const given = this.closest("[lang]")?.getAttribute("lang")?.split("-")[0].toLowerCase() ?? "";
      return given in LANGUAGES ? given : "en";
    }

    get #words() {
      return { ...ENGLISH, ...LANGUAGES[this.#language] };
    }

    #tell(event, detail) {
      this.dispatchEvent(new CustomEvent(event, { bubbles: true, composed: true, detail }));
    }

    #request(question, only) {
      const history = this.#turns.slice(-MAX_TURNS).map(({ question, reply }) => ({ question, answer: reply.status === "answered" ? cut(reply.message) : null }));
      return only ? { question, history, document: only } : { question, history };
    }

    #askTyped() {
      const question = this.#input.value;
      if (!question.trim() || this.#measure()) return;
      this.#input.value = "";
      this.ask(question);
    }

    /** Says where the question is too long, and whether it is: what was pasted stays whole, so that the visitor chooses what to leave out. */
    #measure() {
      const isTooLong = Array.from(this.#input.value.trim()).length > MAX_QUESTION_CHARS;
      if (this.#tooLong.hidden !== isTooLong) return isTooLong; // said already, and not to be read out with every key
      const count = new Intl.NumberFormat(this.#language).format(MAX_QUESTION_CHARS);
      this.#tooLong.hidden = !isTooLong;
      this.#tooLong.textContent = isTooLong ? fill(this.#words.tooLong, { count }) : "";
      this.#input.setAttribute("aria-invalid", String(isTooLong));
      return isTooLong;
    }

    // What stays from page to page of a visit

    get #place() {
      return `chat-widget ${this.#endpoint} ${this.getAttribute("document") ?? ""} ${this.id}`;
    }

    #store() {
      if (this.hasAttribute("no-storage")) return;
      try {
        const kept = [...this.#turns.slice(-MAX_TURNS), ...(this.#unanswered ? [this.#unanswered] : [])];
        if (kept.length) sessionStorage.setItem(this.#place, JSON.stringify(kept));
        else sessionStorage.removeItem(this.#place);
      } catch {
        // Full, or forbidden to this page: then the conversation ends with the page.
      }
    }

    #empty() {
      this.#turns = [];
      this.#unanswered = null;
      this.#log.replaceChildren(this.#greeting, this.#starters);
      this.#clear.hidden = true;
    }

    /** Other documents have a conversation of their own, which is taken up again when the page comes back to them. */
    #turnTo() {
      if (!this.#begun || this.#kept === this.#place) return;
      this.#running?.abort();
      this.#empty();
      this.#starters.hidden = true;
      this.#suggested = "";
      this.#restore();
      if (this.isConnected && this.#isSeen) this.#suggest();
    }

    #restore() {
      this.#kept = this.#place;
      if (this.hasAttribute("no-storage")) return;
      this.#empty();
      try {
        for (const { question, only, reply } of JSON.parse(sessionStorage.getItem(this.#place) ?? "[]")) {
          if (reply === null) {
            this.#unanswered = { question, only, reply };
            this.#drop(this.#addTurn(question), question, only);
            continue;
          }
          const nodes = this.#replyNodes(reply);
          this.#settle(this.#addTurn(question), reply.status, ...nodes);
          this.#turns.push({ question, reply });
        }
      } catch {
        this.clear(); // forbidden to this page, or not written by this version of the script
      }
    }

    // The frame

    #dress() {
      const words = this.#words;
      const title = this.getAttribute("title") || words.title;
      for (const part of [this.#launcher, this.#panel]) part.setAttribute("lang", this.#language);
      // The strings' direction, all of which run from left to right; which corner the panel stands in is the page's matter.
      for (const part of this.#panel.children) part.setAttribute("dir", "ltr");
      this.#heading.textContent = title;
      this.#launcherWords.textContent = title;
      this.#panel.setAttribute("aria-label", title);
      this.#greeting.textContent = this.getAttribute("greeting") || words.greeting;
      this.#clear.textContent = words.clear;
      this.#close.setAttribute("aria-label", words.close);
      this.#log.setAttribute("aria-label", words.answers);
      this.#input.placeholder = words.placeholder;
      this.#input.setAttribute("aria-label", words.label);
      this.#send.setAttribute("aria-label", words.send);
    }

    #frame() {
      this.#panel.setAttribute("role", this.#inline ? "region" : "dialog");
      if (this.#coversPage) this.#panel.setAttribute("aria-modal", "true");
      else this.#panel.removeAttribute("aria-modal");
    }

    get #coversPage() {
      return !this.#inline && this.hasAttribute("open") && this.#covering.matches;
    }

    /** Where the panel covers the page, Tab goes round in it: focus below it could not be seen. */
    #keepFocus(event) {
      if (!this.#coversPage) return;
      const stops = [...this.#panel.querySelectorAll("a, button, textarea, summary, [tabindex]")].filter((stop) => stop.checkVisibility());
      const [leaving, entering] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
      const here = this.shadowRoot?.activeElement;
      const isBeforeAll = event.shiftKey && here === this.#panel; // a click beside its words leaves the focus there
      if (here !== leaving && !isBeforeAll) return;
      event.preventDefault();
      /** @type {HTMLElement} */ (entering).focus();
    }

    #showConnection() {
      this.#offline.hidden = navigator.onLine;
      this.#offline.textContent = navigator.onLine ? "" : this.#words.offline;
    }

    /** Questions to begin with, where the server has some; asked for once, when the panel is first seen or turned to other documents. */
    async #suggest() {
      const only = this.getAttribute("document");
      const url = `${this.#endpoint}/api/suggestions${only ? `?document=${encodeURIComponent(only)}` : ""}`;
      if (this.#suggested === url) return;
      this.#suggested = url;
      try {
        const response = await fetch(url);
        if (!response.ok) throw new Error(`suggestions: ${response.status}`);
        const { suggestions } = await response.json();
        if (!suggestions.length || this.#suggested !== url) return;
        this.#starters.replaceChildren(...this.#suggestions(suggestions));
        this.#starters.hidden = false;
      } catch {
        if (this.#suggested === url) this.#suggested = ""; // asked again when it is opened again
      }
    }

    // A turn

    #addTurn(question) {
      const words = this.#words;
      const stop = element("button", { class: "stop", type: "button" }, icon(ICONS.stop), words.stop);
      stop.addEventListener("click", () => {
        this.#running?.abort();
        this.#input.focus();
      });
      const turn = element(
        "article",
        { class: "turn", part: "turn", "data-state": "asking", tabindex: "-1" },
        element("p", { class: "question", part: "question", dir: "auto" }, unseen(words.asked), element("span", { lang: "" }, question)),
        element("div", { class: "waiting" }, element("span", { dir: "auto" }, words.waiting), stop),
      );
      this.#log.append(turn);
      this.#clear.hidden = false;
      this.#show(turn);
      return turn;
    }

    /** Puts the outcome in the place of the typing state, in one step so that it is announced once. */
    #settle(turn, state, ...nodes) {
      turn.setAttribute("data-state", state);
      const waiting = turn.querySelector(".waiting");
      const focused = waiting.contains(this.shadowRoot?.activeElement ?? null);
      waiting.replaceWith(...nodes);
      if (focused) this.#input.focus();
      this.#show(turn);
    }

    #drop(turn, question, only) {
      this.#settle(turn, "dropped", element("p", { class: "dropped", dir: "auto" }, this.#words.dropped), this.#retry(turn, question, only));
    }

    /** Scrolls the log, and never the page around it: to the question, but where it is long on to what comes below it. */
    #show(turn) {
      if (turn !== this.#log.lastElementChild) return;
      const below = /** @type {HTMLElement | undefined} */ (turn.children[1])?.offsetTop ?? 0;
      this.#log.scrollTop = Math.max(turn.offsetTop - 16, below - this.#log.clientHeight / 2);
    }

    #replyNodes(reply) {
      const words = this.#words;
      const { asked, understood } = reply.question;
      const nodes = [];
      if (understood && understood.trim() !== asked.trim()) {
        nodes.push(element("p", { class: "understood", part: "understood", dir: "auto" }, fill(words.understood, { question: understood })));
      }
      // A server that does not say which passages its message consists of gives one of them, or words of its own.
      const { answers = Math.min(1, reply.passages.length), notice = reply.message === reply.passages[0]?.text ? null : reply.message } = reply;
      if (notice) nodes.push(element("p", { class: "message", part: "message", dir: "auto" }, words[reply.reason] || notice));
      const told = toldOnce(reply.passages.slice(0, answers), reply.message);
      const notes = told.length ? [element("span", { class: "confidence", part: "confidence" }, words[reply.confidence_label])] : [];
      nodes.push(...told.map((found, place) => this.#passage(found, place + 1, ...(place ? [] : notes))));
      nodes.push(...this.#folded(reply.passages.slice(told.length), told.length + 1));
      // What does not answer has no words that answer.
      const [nearest, ...further] = reply.related.map((found) => ({ ...found, highlights: [] }));
      if (nearest) {
        nodes.push(element("div", { class: "related" }, element("p", { class: "label", dir: "auto" }, words.near), this.#passage(nearest, 1), ...this.#folded(further, 2)));
      }
      if (reply.choices?.length) nodes.push(...this.#choices(reply.choices));
      if (reply.suggestions.length) nodes.push(...this.#suggestions(reply.suggestions));
      if (reply.status !== "small_talk") nodes.push(this.#actions(reply.id, told, reply.message));
      return nodes;
    }

    #passage(found, number, ...notes) {
      const { before, after } = found.context ?? {};
      if (found.kind === "code") return this.#code(found, number, before, after, notes);
      const isRow = found.text.startsWith("|");
      const [, bullet, rest, closing] = /** @type {RegExpExecArray} */ ((isRow ? ROW : ITEM).exec(found.text));
      const bare = (text) => parted(isRow ? text.replace(ROW, "$2") : text, text);
      const words = element("blockquote", { lang: "", class: standsApart(found, bullet) ? "apart" : "" });
      if (before) words.append(element("span", { class: "context" }, ...bare(before)), " ");
      // The mark of a list item is in the text, as are the bars around a row, and says nothing where the list is not seen.
      const shift = bullet ? Array.from(bullet).length : 0;
      const inside = (found.highlights ?? []).map(({ start, end }) => ({ start: Math.max(0, start - shift), end: end - shift }));
      const pieces = marked(rest, inside, found.text);
      // Nor does the number in an infobox's key: "Successor4: …" stands below what all the lines numbered 4 are about, which an office may be.
      const isOfGroup = before || /^(Order|Office)\d/.test(String(pieces[0]));
      const key = isOfGroup && bullet && !isRow && !found.citation.section.length && /^(\p{L}[\p{L} ]*(?<=\p{L}))(\d+)(: .*)$/su.exec(String(pieces[0]));
      if (key) pieces.splice(0, 1, key[1], unseen(key[2]), key[3]);
      words.append(element("span", { class: "words" }, ...(bullet ? [unseen(bullet)] : []), ...pieces, ...(closing ? [unseen(closing)] : [])));
      if (after) words.append(" ", element("span", { class: "context" }, ...bare(after)));
      return element("figure", { class: "passage", part: "passage", dir: "auto" }, words, this.#citation(found.citation, number, notes));
    }

    /** Its lines as they are; a long one is scrolled to, by keyboard too. */
    #code({ text, citation }, number, before, after, notes) {
      const around = (words) => (words ? [element("span", { class: "context" }, words)] : []);
      const lines = element("pre", { dir: "ltr", tabindex: "0", part: "code" }, element("code", { class: "words" }, pasteable(text)));
      const quote = element("blockquote", { lang: "", class: "listing" }, ...around(before), lines, ...around(after));
      return element("figure", { class: "passage", part: "passage", dir: "auto" }, quote, this.#citation(citation, number, notes));
    }

    #citation(citation, number, notes) {
      const words = this.#words;
      const local = this.#local(citation);
      const original = web(citation);
      const name = [unseen(fill(words.source, { number })), element("span", { class: "number", "aria-hidden": "true" }, String(number)), this.#where(citation)];
      const caption = element("figcaption", { class: "citation", part: "citation" }, link(original ?? local, name));
      if (original) caption.append(link(local, [words.local], { class: "local" }));
      caption.append(...notes);
      return caption;
    }

    #local({ document: name, id }) {
      return new URL(`${this.#endpoint}/sources/${encodeURIComponent(name)}#${encodeURIComponent(id)}`, document.baseURI).href;
    }

    #where({ document: name, title, section, page }) {
      const where = [title || name, ...section].join(" › ");
      return page ? `${where}, ${fill(this.#words.page, { page })}` : where;
    }

    /** Passages that are seen when asked for; the first one's number is `first`. */
    #folded(passages, first) {
      if (!passages.length) return [];
      const words = this.#words;
      const summary = fill(passages.length === 1 ? words.onePassage : words.morePassages, { count: passages.length });
      return [element("details", { class: "more" }, element("summary", { dir: "auto" }, summary), ...passages.map((found, place) => this.#passage(found, place + first)))];
    }

    #suggestions(questions) {
      return this.#buttons(this.#words.suggestions, questions.map((question) => [question, () => this.ask(question)]));
    }

    /** The same question of one document each. */
    #choices(choices) {
      return this.#buttons(this.#words.choices, choices.map(({ question, document: only, title }) => [title || only, () => this.#ask(question, only)]));
    }

    #buttons(label, buttons) {
      const items = buttons.map(([words, onClick]) => {
        const button = element("button", { part: "suggestion", type: "button", dir: "auto", lang: "" }, words);
        button.addEventListener("click", () => {
          onClick();
          // The button is scrolled out of sight; the question in its place opens no keyboard on a phone, as the input would.
          /** @type {HTMLElement} */ (this.#log.lastElementChild).focus({ preventScroll: true });
        });
        return element("li", {}, button);
      });
      return [element("p", { class: "label", dir: "auto" }, label), element("ul", { class: "suggestions", role: "list" }, ...items)];
    }

    /** Copying and the visitor's verdict, and what came of either. */
    #actions(replyId, told, message) {
      const words = this.#words;
      const outcome = element("span", { class: "outcome", dir: "auto" });
      const row = element("div", { class: "actions", part: "actions" });
      const say = (said) => {
        outcome.textContent = said;
        this.#log.scrollTop += Math.max(0, outcome.getBoundingClientRect().bottom - this.#log.getBoundingClientRect().bottom);
      };
      // Browsers give the clipboard to secure pages only.
      if (told.length && navigator.clipboard) {
        const copy = element("button", { class: "copy", type: "button" }, words.copy);
        copy.addEventListener("click", async () => {
          const quoted = told.map((found) => {
            const { kind, text, context, citation } = found;
            const said = isAnnounced(found, message) ? `${context.before}\n${text}` : text;
            return `${kind === "code" ? said : `“${said}”`}\n— ${this.#where(citation)}\n${web(citation) ?? this.#local(citation)}`;
          });
          try {
            await navigator.clipboard.writeText(pasteable(quoted.join("\n\n")));
            say(words.copied);
          } catch {
            say(words.notCopied);
          }
        });
        row.append(copy);
      }
      const choices = [[words.helpful, true], [words.unhelpful, false]].map(([name, helpful]) => {
        const button = element("button", { type: "button", "aria-pressed": "false" }, String(name));
        button.addEventListener("click", async () => {
          try {
            await post(`${this.#endpoint}/api/feedback`, { reply_id: replyId, helpful }, AbortSignal.timeout(MAX_SILENCE_MS));
          } catch {
            say(words.notSent);
            return;
          }
          for (const choice of choices) choice.setAttribute("aria-pressed", String(choice === button));
          say(words.thanks);
        });
        return button;
      });
      row.append(element("div", { class: "feedback", role: "group", "aria-label": words.feedback }, ...choices), outcome);
      return row;
    }

    /** What went wrong, in the server's own words where it gave some for a visitor: a document or an address that is not there is the page's fault. */
    #failureWords(failure) {
      const words = this.#words;
      if (failure.status === 404) return words.failed;
      if (failure.status === 0) return words.unreachable;
      if (failure.status === 429 && failure.waitSeconds !== null) return words.tooMany;
      return failure.message || words.failed;
    }

    #failureNodes(failure, turn, question, only) {
      const { waitSeconds } = failure;
      const wait = waitSeconds === null ? "" : ` ${fill(this.#words.wait, { time: duration(waitSeconds, this.#language) })}`;
      const nodes = [element("p", { class: "message", part: "message", dir: "auto" }, this.#failureWords(failure) + wait)];
      if (failure.passes) nodes.push(this.#retry(turn, question, only, waitSeconds ?? 0));
      return nodes;
    }

    /** A button that asks again. It counts `seconds` down first, and is silent about that: the wait has been announced. */
    #retry(turn, question, only, seconds = 0) {
      const count = element("span", { "aria-hidden": "true" });
      const button = element("button", { class: "retry", type: "button", "aria-live": "off" }, this.#words.retry, count);
      const until = Date.now() + seconds * 1000;
      const tick = () => {
        const left = Math.ceil((until - Date.now()) / 1000);
        count.textContent = left > 0 ? ` (${left})` : "";
        button.setAttribute("aria-disabled", String(left > 0));
        if (left > 0) setTimeout(tick, 250);
      };
      tick();
      button.addEventListener("click", () => {
        if (button.getAttribute("aria-disabled") === "true") return;
        turn.remove();
        this.#input.focus();
        this.#ask(question, only);
      });
      return button;
    }
  }

  // ---- The server ----

  /** An answer that did not come. `message` is the server's, empty where it gave none; `status` is 0 where no server was reached. */
  class Failure extends Error {
    constructor(message, status, waitSeconds = /** @type {number | null} */ (null)) {
      super(message);
      this.status = status;
      this.waitSeconds = waitSeconds;
    }

    /** Whether the same question may well be answered a little later. */
    get passes() {
      return this.status === 0 || this.status === 429 || this.status >= 500;
    }
  }

  /**
   * The reply, as a stream of events whose heartbeat keeps slow connections open, else by a plain request. A server that is
   * silent for too long is given up; one from which something still comes is waited for.
   */
  async function receive(url, request, signal, onHeartbeat) {
    const silence = new AbortController();
    const either = AbortSignal.any([signal, silence.signal]);
    let timer;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), MAX_SILENCE_MS);
    };
    heard();
    try {
      try {
        const response = await post(url, request, either, "text/event-stream, application/json;q=0.9");
        if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) return await json(response, heard);
        const reply = {};
        for await (const { name, data } of events(pieces(response, heard))) {
          const told = data ? JSON.parse(data) : null;
          if (name === "error") throw new Failure(told.detail, told.status);
          if (told) Object.assign(reply, told);
          else onHeartbeat();
          if (name === "end") return reply;
        }
      } catch (error) {
        const streamBroke = !(error instanceof Failure) || error.status === 0 || error.status === 406;
        if (either.aborted || !streamBroke) throw error;
      }
      heard();
      return await json(await post(url, request, either), heard);
    } catch (error) {
      throw silence.signal.aborted ? new Failure("", 504) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The text of a body, piece by piece as it comes. */
  async function* pieces({ body }, heard) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      heard();
      yield value;
    }
  }

  async function json(response, heard) {
    let text = "";
    for await (const piece of pieces(response, heard)) text += piece;
    return JSON.parse(text);
  }

  /** The server-sent events of a text (WHATWG HTML, 9.2.6); a comment has no data. */
  async function* events(texts) {
    let rest = "";
    for await (const text of texts) {
      const blocks = (rest + text).split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const lines = block.split(/\r?\n/);
        const field = (name) => lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim());
        yield { name: field("event")[0], data: field("data").join("\n") };
      }
    }
  }

  /** POSTs JSON. Throws a Failure with the server's own words (RFC 9457 `detail`). */
  async function post(url, body, signal, accept = "application/json") {
    let response;
    try {
      response = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: accept },
        body: JSON.stringify(body),
        signal,
      });
    } catch {
      throw new Failure("", 0);
    }
    if (response.ok) return response;
    const problem = await response.json().catch(() => null); // a proxy's error page is not JSON
    throw new Failure(problem?.detail || problem?.title || "", response.status, secondsToWait(response));
  }

  /** `Retry-After` in seconds, which may be written as a date; null where it is not given. */
  function secondsToWait(response) {
    const after = response.headers.get("Retry-After") ?? "";
    const seconds = /^\d+$/.test(after) ? Number(after) : (Date.parse(after) - Date.now()) / 1000;
    return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : null;
  }

  /** Where the passage stands in the original, null where that is not on the web; a PDF opens at its page (RFC 8118). */
  function web({ url, page }) {
    if (!/^https?:/i.test(url ?? "")) return null;
    if (!page) return url;
    return url.includes("#") ? url.replace("#:~:", `#page=${page}:~:`) : `${url}#page=${page}`;
  }

  // ---- Text and nodes ----

  function duration(seconds, language) {
    const [count, unit] = seconds < 100 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
    return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count);
  }

  /** An answer as it may be sent back; by characters, as half of a pair would be no text. */
  function cut(answer) {
    return answer.length > MAX_ANSWER_CHARS ? Array.from(answer).slice(0, MAX_ANSWER_CHARS).join("") : answer;
  }

  function fill(words, values) {
    return words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  /**
   * Whether what is around a passage is no running text: the items of a list, the rows of a table, lines such as "Telephone: 555 0140".
   * The page without this script has the same rule.
   */
  function standsApart({ kind = "paragraph", text, context }, bullet) {
    return kind !== "paragraph" || bullet || [context?.before, context?.after && text].some((line) => line && !RUNS_ON.test(line));
  }

  /** Whether the message says what is before the passage too: an item alone may say the opposite of what it says behind "Not allowed:". */
  function isAnnounced({ text, context }, message) {
    return Boolean(context?.before) && message.includes(`${context.before}\n${text}`);
  }

  /**
   * The passages of a message, without what is around one where it is told beside it: the items of a list are each other's
   * surroundings, and the row that names the columns stands above the first row. The page without this script has the same rule.
   */
  function toldOnce(passages, message) {
    const line = ({ citation }, text) => JSON.stringify([citation.document, citation.section, text]);
    const every = new Set(passages.map((found) => line(found, found.text)));
    const announced = new Set();
    return passages.map((found) => {
      let { before, after } = found.context ?? {};
      const above = line(found, before);
      const isTold = (text) => text !== found.text && every.has(line(found, text));
      if (!isTold(before) && isAnnounced(found, message)) announced.add(above);
      else if (isTold(before) || announced.has(above)) before = null;
      if (isTold(after)) after = null;
      return { ...found, context: { before, after } };
    });
  }

  /** The text as strings and <mark>s. Highlights count Unicode code points, JavaScript's strings UTF-16 units. */
  function marked(text, highlights, whole) {
    const points = Array.from(text);
    const pieces = [];
    let done = 0;
    for (const { start, end } of [...highlights].sort((one, other) => one.start - other.start)) {
      if (start < done || end <= start) continue;
      pieces.push(...parted(points.slice(done, start).join(""), whole), element("mark", { part: "mark" }, points.slice(start, end).join("")));
      done = end;
    }
    return [...pieces, ...parted(points.slice(done).join(""), whole)];
  }

  /**
   * A text, which is a part of the whole, with a bar to be seen for what divides two cells. A tag by itself does not beside a
   * backtick, where it is spoken of, nor where bars divide the row. The page without this script has the same rule.
   */
  function parted(text, whole = text) {
    if (whole.startsWith("|")) return [text];
    const hasBars = !PAIR.test(whole) && BAR.test(whole.replace(/<[^<>]*>/g, ""));
    return text.split(JOINT).map((part, at, parts) => {
      const divides = at % 2 && (PAIR.test(part) || !(hasBars || parts[at - 1].endsWith("`") || parts[at + 1].startsWith("`")));
      return divides ? element("span", { class: "joint", "aria-hidden": "true" }, unseen(part)) : part;
    });
  }

  /** A text with the line ends that a shell reads: behind the backslash at the end of a line, a carriage return would end the command. */
  function pasteable(text) {
    return text.replace(/\r\n?/g, "\n");
  }

  /** Whether the key belongs to an input method; Safari ends a composition before it reports the Enter that did so, as key 229. */
  function composes(event) {
    return event.isComposing || event.keyCode === 229;
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

  function link(href, children, attributes = {}) {
    return element("a", { href, target: "_blank", rel: "noopener", dir: "auto", ...attributes }, ...children);
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
