// No page breaks a rule of axe-core, in either theme, either language, wide or narrow. Every rule
// that axe runs by itself is on.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { open } from "./harness.mjs";
import { states } from "./states.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe has against the page as it stands, a line for each element. */
async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run({ resultTypes: ["violations"] }),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")} · ${node.failureSummary}`),
  );
}

/** Shows an open page in another theme and width, and waits until it stands still. */
async function show(page, colorScheme, width) {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 800 });
  await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  });
}

// A state is gone to once for a language, and then shown every way: going there takes longest.
for (const { name, route, act } of states) {
  for (const lang of ["en", "ko"]) {
    test(`axe has nothing against ${name} (${lang})`, async (t) => {
      const page = await open(t, { route, lang });
      await act(page);
      const found = {};
      for (const theme of ["light", "dark"]) {
        for (const width of [1280, 390]) {
          await show(page, theme, width);
          found[`${theme}, ${width} pixels`] = await violations(page);
        }
      }
      assert.deepEqual(Object.entries(found).filter(([, list]) => list.length > 0), []);
    });
  }
}

test("axe notices a field without a name and text without contrast", async (t) => {
  const page = await open(t);
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(".faint { color: #bbb; background: #fff }");
    document.adoptedStyleSheets.push(sheet);
    document
      .querySelector("main")
      .insertAdjacentHTML("beforeend", '<p class="faint">faint</p><input class="nameless">');
  });
  const found = (await violations(page)).join("\n");
  assert.match(found, /^color-contrast: \.faint/m);
  assert.match(found, /^label: \.nameless/m);
});
