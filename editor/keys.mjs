// The editor's keys. Tab is not among them, so it leaves the field; single letters are not either.

import { historyKeymap, indentLess, indentMore, standardKeymap } from "@codemirror/commands";
import { nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import { closeSearchPanel, findNext, findPrevious, openSearchPanel } from "@codemirror/search";
import { keymap } from "@codemirror/view";

const panel = "editor search-panel";

/** Searching, findings, indenting; then undo, and what every text field does. */
export const keys = () =>
  keymap.of([
    { key: "Mod-f", run: openSearchPanel, scope: panel },
    { key: "F3", run: findNext, shift: findPrevious, scope: panel, preventDefault: true },
    { key: "Mod-g", run: findNext, shift: findPrevious, scope: panel, preventDefault: true },
    { key: "Escape", run: closeSearchPanel, scope: panel },
    { key: "F8", run: nextDiagnostic, shift: previousDiagnostic },
    { key: "Mod-]", run: indentMore },
    { key: "Mod-[", run: indentLess },
    ...historyKeymap,
    ...standardKeymap,
  ]);
