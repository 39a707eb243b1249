// The page's text editor: CodeMirror 6 behind the few calls that the page makes of it.
//
// The editor owns its text and undo, the page knows what it is told. Places are counted in UTF-16
// code units, a line break as one, in the text that the page knows; one outside of it is moved to
// its end. While a character is composed (Korean input), the text is the input method's: nothing is
// reported, and what the page asks for waits until the composition ends.
//
// `cargo xtask` bundles this file; the page imports it when it is ready.

import { history, isolateHistory, redo, undo } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { closeSearchPanel, search } from "@codemirror/search";
import { ChangeSet, Compartment, EditorState } from "@codemirror/state";
import { EditorView, highlightSpecialChars, lineNumbers } from "@codemirror/view";
import { hcl } from "codemirror-lang-hcl";
import { keys } from "./keys.mjs";
import { marks, putMarks, signColumn } from "./marks.mjs";
import { clamped, difference, textOf } from "./text.mjs";
import { theme } from "./theme.mjs";

/** @import { Text } from "@codemirror/state" */
/** @import { ViewUpdate } from "@codemirror/view" */
/** @import { Mark } from "./marks.mjs" */

/** @typedef {"json" | "yaml" | "hcl" | "text"} Language */

/**
 * @typedef {object} Finding
 * @property {number} from
 * @property {number} to
 * @property {"error" | "warning" | "info"} severity
 * @property {string} message
 */

/**
 * @typedef {object} Options
 * @property {string} doc the text to begin with
 * @property {Language} language
 * @property {string} label what a screen reader calls the field
 * @property {boolean} readOnly to the visitor, not to the page
 * @property {string} nonce the one that the page's policy has for style sheets
 * @property {boolean} dark
 * @property {Record<string, string>} phrases what the editor says, by its English: CodeMirror's own
 *   (<https://codemirror.net/examples/translate/>), and "Matched", "Failed", "Not reached"
 * @property {(text: string) => void} onChange called with a text that the page does not know yet:
 *   once for what was typed, undone, pasted or composed, and for `applyEdits`
 * @property {(from: number, to: number) => void} [onSelect] called when the selection is another
 * @property {(place: number | null) => void} [onHover] called when the pointer is over another
 *   place in the text, or over none
 */

/** Longer texts, in code units, are shown plain: each key would colour a screen anew. */
const COLOURED_MAX = 500_000;

const LANGUAGES = { json, yaml, hcl, text: () => [] };

/**
 * Puts an editor into an element, and fills it.
 *
 * @param {HTMLElement} parent
 * @param {Options} options
 */
export const create = (parent, options) => new Editor(parent, options);

/**
 * Text typed over a selection is put in by the editor: a browser that does it itself styles what it
 * puts in like what was there, which the page's policy forbids, loudly. The selection is the
 * browser's: the editor may not have heard of it yet.
 *
 * @param {InputEvent} event
 * @param {EditorView} view
 */
function overwrite(event, view) {
  const { data, inputType, isComposing } = event;
  if (inputType !== "insertText" || !data || isComposing || view.state.readOnly) return;
  const selected = view.root.getSelection();
  if (!selected.rangeCount || selected.isCollapsed) return;
  const range = selected.getRangeAt(0);
  if (!view.contentDOM.contains(range.commonAncestorContainer)) return;
  const from = view.posAtDOM(range.startContainer, range.startOffset);
  const to = view.posAtDOM(range.endContainer, range.endOffset);
  const insert = view.state.toText(data);
  const selection = { anchor: from + insert.length };
  view.dispatch({ changes: { from, to, insert }, selection, userEvent: "input.type" });
  return true;
}

class Editor {
  #view;
  #onChange;
  #onSelect;
  #parts = {
    language: new Compartment(),
    readOnly: new Compartment(),
    label: new Compartment(),
    dark: new Compartment(),
    words: new Compartment(),
  };
  /** @type {Language} */
  #language;

  /** The text last reported. @type {Text} */
  #reported;
  /** The text that the page knows: the one reported, or the one it set since. @type {Text} */
  #known;
  /** From the text last reported to the one shown. @type {ChangeSet | null} */
  #unreported = null;
  #selection = { from: 0, to: 0 };

  /** What the page asked for and did not get yet. */
  #waiting = nothing();
  #settling = false;

  constructor(parent, options) {
    this.#onChange = options.onChange;
    this.#onSelect = options.onSelect ?? (() => {});
    this.#language = options.language;
    const doc = textOf(options.doc);
    this.#reported = this.#known = doc;
    this.#view = new EditorView({ doc, extensions: this.#extensions({ ...options, doc }), parent });
    this.#settleAfterCompositions();
  }

  /**
   * Replaces the text, as one change that undo takes back; the cursor stays at its characters.
   *
   * @param {string} text
   */
  setText(text) {
    const target = textOf(text);
    if (target.eq(this.#known)) return;
    this.#known = target;
    this.#waiting.text = difference(this.#reported, target);
    this.#waiting.edits = null;
    this.#settle();
  }

  /**
   * Makes all edits, as one change that undo takes back, and reports the text.
   *
   * @param {{ from: number, to: number, text: string }[]} edits of places apart
   */
  applyEdits(edits) {
    const { length } = this.#known;
    const specs = edits.map(({ text, ...range }) => ({ ...clamped(range, length), insert: text }));
    const next = ChangeSet.of(specs, length);
    const { edits: earlier } = this.#waiting;
    this.#waiting.edits = earlier?.compose(next.map(earlier)) ?? next;
    this.#settle();
  }

  /** @param {Finding[]} findings all of them: those before go */
  setFindings(findings) {
    this.#waiting.findings = findings;
    this.#settle();
  }

  /** @param {Mark[]} list all of them: those before go */
  setMarks(list) {
    this.#waiting.marks = list;
    this.#settle();
  }

  /** Selects a range, scrolls to it, and takes the focus. */
  select(from, to) {
    this.#waiting.selection = { from, to };
    this.#settle();
  }

  /**
   * Whether a character is being composed. An input method that only looks at the word under the
   * cursor, as those of phones do, is not composing it.
   */
  isComposing() {
    return this.#view.composing;
  }

  focus() {
    this.#view.focus();
  }

  /** Returns whether there was anything to undo. */
  undo() {
    return !this.isComposing() && undo(this.#view);
  }

  /** Returns whether there was anything to redo. */
  redo() {
    return !this.isComposing() && redo(this.#view);
  }

  /** @param {Language} language */
  setLanguage(language) {
    this.#language = language;
    this.#configure("language", languageOf(language, this.#view.state.doc));
  }

  /** @param {boolean} readOnly to the visitor, not to the page */
  setReadOnly(readOnly) {
    this.#configure("readOnly", EditorState.readOnly.of(readOnly));
  }

  /** @param {string} label what a screen reader calls the field */
  setLabel(label) {
    this.#configure("label", labelled(label));
  }

  /** @param {boolean} dark whether the page's colours are */
  setDark(dark) {
    this.#configure("dark", EditorView.darkTheme.of(dark));
  }

  /**
   * The search panel says the words it was opened with, so it closes.
   *
   * @param {Record<string, string>} phrases
   */
  setPhrases(phrases) {
    this.#configure("words", worded(phrases));
  }

  /** Takes the editor off the page; it reports nothing more. */
  destroy() {
    this.#onChange = this.#onSelect = () => {};
    this.#view.destroy();
  }

  #extensions(options) {
    const { label, readOnly, nonce, dark, phrases, onHover } = options;
    const parts = this.#parts;
    return [
      EditorView.cspNonce.of(nonce),
      parts.words.of(worded(phrases)),
      parts.label.of(labelled(label)),
      parts.dark.of(EditorView.darkTheme.of(dark)),
      parts.readOnly.of(EditorState.readOnly.of(readOnly)),
      parts.language.of(languageOf(options.language, options.doc)),
      EditorState.transactionExtender.of((transaction) => this.#colouring(transaction)),
      EditorView.lineWrapping,
      highlightSpecialChars(),
      history(),
      indentOnInput(),
      bracketMatching(),
      search({ top: true }),
      marks(),
      theme(),
      keys(),
      EditorView.updateListener.of((update) => this.#follow(update)),
      EditorView.domEventHandlers({ beforeinput: overwrite }),
      onHover ? pointed(onHover) : [],
    ];
  }

  #configure(part, extension) {
    this.#waiting.parts[part] = extension;
    this.#settle();
  }

  /** A text that passes the limit loses or gets its colours with the same change. */
  #colouring({ docChanged, startState, newDoc }) {
    if (!docChanged || isColoured(startState.doc) === isColoured(newDoc)) return null;
    const { language } = this.#parts;
    return { effects: language.reconfigure(languageOf(this.#language, newDoc)) };
  }

  /** @param {ViewUpdate} update */
  #follow(update) {
    if (update.docChanged) {
      this.#unreported = this.#unreported?.compose(update.changes) ?? update.changes;
    }
    if (update.docChanged || update.selectionSet) this.#settle();
  }

  /**
   * CodeMirror hears the end of a composition first, and reads what it left in a microtask; the one
   * here comes after it, and before the next composition begins. Where CodeMirror uses an
   * `EditContext` (Android), compositions end there.
   */
  #settleAfterCompositions() {
    const { contentDOM } = this.#view;
    for (const target of [contentDOM, contentDOM.editContext]) {
      target?.addEventListener("compositionend", () => queueMicrotask(() => this.#settle()));
    }
  }

  /** Does what was asked for and says what is not known, unless a character is composed. */
  #settle() {
    if (this.#settling || this.isComposing()) return;
    this.#settling = true;
    try {
      this.#fulfil();
    } finally {
      this.#settling = false;
    }
    this.#report();
  }

  /**
   * The page's wishes are for the text it knows; what was composed since stays in what they make.
   */
  #fulfil() {
    const { parts, text, edits, findings, marks, selection } = this.#waiting;
    this.#waiting = nothing();
    const composed = this.#unreported;
    const { length } = this.#known;
    this.#reconfigure(parts);
    if (text) this.#change(composed ? text.map(composed) : text);
    const since = composed && text ? composed.map(text, true) : composed;
    const placed = (item) => ({ ...item, ...moved(clamped(item, length), since) });
    const { state } = this.#view;
    if (findings) this.#view.dispatch(setDiagnostics(state, findings.map(placed)));
    if (marks) this.#view.dispatch({ effects: putMarks.of(marks.map(placed)) });
    if (selection) this.#show(placed(selection));
    if (edits) this.#change(since ? edits.map(since) : edits);
  }

  #reconfigure(parts) {
    if (parts.words) closeSearchPanel(this.#view);
    const effects = Object.entries(parts).map(([part, extension]) =>
      this.#parts[part].reconfigure(extension),
    );
    if (effects.length > 0) this.#view.dispatch({ effects });
  }

  #change(changes) {
    const annotations = isolateHistory.of("full");
    this.#view.dispatch({ changes, annotations, userEvent: "input.page" });
  }

  #show({ from, to }) {
    const effects = EditorView.scrollIntoView(from, { y: "center" });
    this.#view.dispatch({ selection: { anchor: from, head: to }, effects });
    this.#view.focus();
  }

  #report() {
    const { doc, selection } = this.#view.state;
    const isNews = !doc.eq(this.#known);
    this.#unreported = null;
    this.#reported = this.#known = doc;
    if (isNews) this.#onChange(doc.toString());
    const { from, to } = selection.main;
    if (from === this.#selection.from && to === this.#selection.to) return;
    this.#selection = { from, to };
    this.#onSelect(from, to);
  }
}

/** `text` leads from the text last reported to the one known, `edits` on from there. */
const nothing = () => ({
  parts: {},
  text: null,
  edits: null,
  findings: null,
  marks: null,
  selection: null,
});

/** A range after changes, without what they put at its ends. */
function moved({ from, to }, changes) {
  if (!changes) return { from, to };
  const start = changes.mapPos(from, 1);
  return { from: start, to: Math.max(start, changes.mapPos(to, -1)) };
}

const isColoured = (text) => text.length <= COLOURED_MAX;

const languageOf = (language, text) => (isColoured(text) ? LANGUAGES[language]() : []);

/**
 * The text is English whatever the page's language is, so that speech pronounces it so. What can be
 * edited takes the focus without a `tabindex`; tools that judge the page do not all know that.
 */
const labelled = (label) =>
  EditorView.contentAttributes.of({ "aria-label": label, lang: "en", tabindex: "0" });

/** The columns beside the text say their words when they are drawn: new words, new columns. */
const worded = (phrases) => [
  EditorState.phrases.of(phrases),
  signColumn(),
  lineNumbers(),
];

function pointed(onHover) {
  let last = null;
  const tell = (place) => {
    if (place !== last) onHover((last = place));
  };
  return EditorView.domEventObservers({
    mousemove: ({ clientX: x, clientY: y }, view) => tell(view.posAtCoords({ x, y })),
    mouseleave: () => tell(null),
  });
}
