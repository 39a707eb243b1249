// What the run found in a text: its parts in their colours, and a sign beside the lines where a
// part begins. A mark moves with its text until the next run says where it belongs.

import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, gutter } from "@codemirror/view";
import { clamped } from "./text.mjs";

/** @import { Text } from "@codemirror/state" */

/**
 * @typedef {object} Mark
 * @property {number} from
 * @property {number} to
 * @property {"deciding" | "matched" | "failed" | "unreached" | "linked"} kind `deciding` is what
 *   the verdict hangs on, `linked` what belongs to something pointed at elsewhere.
 */

/** The kinds with a sign: its outline in a square of 16, and the phrase that says it. */
const SIGNS = {
  matched: { outline: "M3 8.5l3.5 3.5L13 4.5", phrase: "Matched" },
  unreached: { outline: "M8 4a4 4 0 1 0 .01 0", phrase: "Not reached" },
  failed: { outline: "M4 4l8 8M12 4l-8 8", phrase: "Failed" },
};

/** Weakest first: a line has room for one sign. */
const STRENGTH = Object.keys(SIGNS);

const SVG = "http://www.w3.org/2000/svg";

class Sign extends GutterMarker {
  constructor(kind) {
    super();
    this.kind = kind;
    this.elementClass = `cm-sign cm-sign-${kind}`;
  }

  eq(other) {
    return this.kind === other.kind;
  }

  toDOM(view) {
    const { outline, phrase } = SIGNS[this.kind];
    const title = document.createElementNS(SVG, "title");
    title.textContent = view.state.phrase(phrase);
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", outline);
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.append(title, path);
    return svg;
  }
}

const signs = Object.fromEntries(STRENGTH.map((kind) => [kind, new Sign(kind)]));

/** Replaces all marks: a list of `Mark`. */
export const putMarks = StateEffect.define();

const field = StateField.define({
  create: () => ({ parts: Decoration.none, lines: Decoration.none, signs: RangeSet.empty }),
  update(value, transaction) {
    let next = value;
    if (transaction.docChanged) {
      const { parts, lines, signs } = value;
      const { changes } = transaction;
      next = { parts: parts.map(changes), lines: lines.map(changes), signs: signs.map(changes) };
    }
    for (const effect of transaction.effects) {
      if (effect.is(putMarks)) next = placed(effect.value, transaction.newDoc);
    }
    return next;
  },
  provide: (self) => [
    EditorView.decorations.from(self, ({ parts }) => parts),
    EditorView.decorations.from(self, ({ lines }) => lines),
  ],
});

/** The marks in the text. */
export const marks = () => field;

/** The column of signs. */
export const signColumn = () =>
  gutter({ class: "cm-signs", markers: (view) => view.state.field(field).signs });

/**
 * @param {Mark[]} list
 * @param {Text} doc
 */
function placed(list, doc) {
  const parts = [];
  /** @type {Map<number, string>} the strongest kind by the start of its line */
  const kinds = new Map();
  for (const { kind, ...range } of list) {
    const { from, to } = clamped(range, doc.length);
    if (from < to) parts.push(Decoration.mark({ class: `cm-mark-${kind}` }).range(from, to));
    const line = doc.lineAt(from).from;
    if (STRENGTH.indexOf(kind) > STRENGTH.indexOf(kinds.get(line))) kinds.set(line, kind);
  }
  const lines = [...kinds].map(([from, kind]) => ({ from, kind }));
  return {
    parts: Decoration.set(parts, true),
    lines: Decoration.set(
      lines.map(({ from, kind }) => Decoration.line({ class: `cm-line-${kind}` }).range(from)),
      true,
    ),
    signs: RangeSet.of(lines.map(({ from, kind }) => signs[kind].range(from)), true),
  };
}
