// The editor's look, in the page's own colours: they are custom properties (`static/`), so light
// and dark follow the page. No state is told by colour alone: underlines and outlines differ in
// style, signs in shape.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const underline = (style, colour, width) => ({
  backgroundImage: "none",
  paddingBottom: "0",
  textDecorationLine: "underline",
  textDecorationStyle: style,
  textDecorationColor: `var(${colour})`,
  textDecorationThickness: width,
  textDecorationSkipInk: "none",
  textUnderlineOffset: "0.25em",
});

const sign = (colour) => ({ color: `var(${colour})`, fontWeight: "700" });

const surfaces = {
  "&": { height: "100%", backgroundColor: "var(--card)", color: "var(--ink)" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "-3px" },
  ".cm-scroller": {
    overflow: "auto",
    overscrollBehavior: "contain",
    fontFamily: "var(--mono)",
    fontSize: "0.875rem",
    lineHeight: "1.6",
  },
  ".cm-content": {
    caretColor: "var(--ink)",
    paddingBlock: "var(--space-3, 0.75rem)",
    // Korean prose keeps its words together; code breaks where it must.
    wordBreak: "normal",
    overflowWrap: "anywhere",
  },
  ".cm-gutters": {
    border: "0",
    // The outline of the field, which lies below, shows through.
    backgroundColor: "transparent",
    color: "var(--ink-soft)",
    fontSize: "0.75rem",
  },
  ".cm-gutterElement": { lineHeight: "calc(0.875rem * 1.6)" },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--accent-wash)",
    outline: "1px solid var(--accent)",
  },
  "&.cm-focused .cm-nonmatchingBracket": {
    backgroundColor: "var(--deny-wash)",
    outline: "1px dashed var(--deny)",
  },
  ".cm-searchMatch": { backgroundColor: "var(--accent-wash)", outline: "1px solid var(--accent)" },
  ".cm-searchMatch-selected": { outline: "2px solid var(--accent)" },
  ".cm-specialChar": { color: "var(--deny)" },
};

const panels = {
  ".cm-panels": {
    backgroundColor: "var(--well)",
    color: "var(--ink)",
    fontFamily: "var(--sans)",
  },
  ".cm-panels.cm-panels-top": { borderBlockEnd: "1px solid var(--line)" },
  ".cm-panels.cm-panels-bottom": { borderBlockStart: "1px solid var(--line)" },
  ".cm-panel label": {
    display: "inline-flex",
    alignItems: "center",
    minHeight: "2rem",
    fontSize: "0.8125rem",
  },
  ".cm-panel button, .cm-panel .cm-textfield": {
    minHeight: "2rem",
    minWidth: "2rem",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-small, 0.375rem)",
    backgroundColor: "var(--card)",
    backgroundImage: "none",
    color: "var(--ink)",
    fontSize: "0.8125rem",
  },
  ".cm-panel.cm-search": { paddingInlineEnd: "2.5rem" },
  ".cm-panel.cm-search [name=close]": { minHeight: "2rem", minWidth: "2rem" },
  ".cm-tooltip": {
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-small, 0.375rem)",
    backgroundColor: "var(--card)",
    color: "var(--ink)",
    fontFamily: "var(--sans)",
    fontSize: "0.8125rem",
    maxWidth: "min(36rem, 90vw)",
  },
  ".cm-diagnostic": { borderInlineStart: "5px solid var(--line-strong)" },
  ".cm-diagnostic-error": { borderInlineStartColor: "var(--deny)" },
  ".cm-diagnostic-warning": { borderInlineStartColor: "var(--error)" },
};

const findings = {
  ".cm-lintRange-error": underline("wavy", "--deny", "1.5px"),
  ".cm-lintRange-warning": underline("dotted", "--error", "2px"),
  ".cm-lintRange-info, .cm-lintRange-hint": underline("dashed", "--accent", "1px"),
  ".cm-lintRange-active": { backgroundColor: "var(--accent-wash)" },
  ".cm-lintPoint:after": { borderBottomColor: "var(--deny)" },
  ".cm-lintPoint-warning:after": { borderBottomColor: "var(--error)" },
  ".cm-lintPoint-info:after, .cm-lintPoint-hint:after": { borderBottomColor: "var(--accent)" },
};

const marks = {
  ".cm-mark-deciding": {
    borderRadius: "3px",
    backgroundColor: "var(--deny-wash)",
    boxShadow: "0 0 0 1px var(--deny)",
    boxDecorationBreak: "clone",
  },
  ".cm-mark-linked": {
    borderRadius: "3px",
    backgroundColor: "var(--accent-wash)",
    outline: "1px dashed var(--accent)",
  },
  ".cm-line-failed": { backgroundColor: "var(--deny-wash)" },
  ".cm-signs": { width: "1.25rem" },
  ".cm-sign svg": {
    display: "block",
    width: "0.875rem",
    height: "calc(0.875rem * 1.6)",
    marginInline: "auto",
    fill: "none",
    stroke: "currentColor",
    strokeWidth: "2.25",
    strokeLinecap: "round",
    strokeLinejoin: "round",
  },
  ".cm-sign-matched": sign("--allow"),
  ".cm-sign-failed": sign("--deny"),
  ".cm-sign-unreached": sign("--ink-soft"),
};

// What a text usually begins with has the colour of the text: a browser that puts something in place
// of all of it would keep any other colour, as an inline style, which the page's policy forbids.
const code = HighlightStyle.define([
  { tag: [tags.string, tags.content], color: "var(--accent)" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "var(--other)" },
  { tag: [tags.comment, tags.punctuation, tags.meta], opacity: "0.8" },
  { tag: [tags.labelName, tags.typeName], color: "var(--other)", fontWeight: "600" },
  { tag: tags.invalid, color: "var(--deny)" },
]);

/** All of it. */
export const theme = () => [
  EditorView.theme({ ...surfaces, ...panels, ...findings, ...marks }),
  syntaxHighlighting(code),
];
