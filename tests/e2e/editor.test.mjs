// The text editor by itself: on a page with nothing else, under the built page's own policy.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, url } from "./harness.mjs";

const JSON_TEXT = '{\n  "Effect": "Allow",\n  "Action": "sts:AssumeRole"\n}\n';

const KOREAN = {
  Find: "찾기",
  "match case": "대소문자 구분",
  Matched: "일치",
  Failed: "불일치",
  "Not reached": "미도달",
};

test("what is typed is reported once, under the name it is given", async (t) => {
  const { page, said } = await openEditor(t, { doc: "pod", label: "pod.yaml", language: "yaml" });
  const field = page.getByRole("textbox", { name: "pod.yaml" });
  assert.equal(await field.getAttribute("aria-multiline"), "true");

  await field.click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("s:");
  await page.keyboard.press("Enter");

  assert.deepEqual(await said("changes"), ["pods", "pods:", "pods:\n"]);
  await call(page, "setLabel", "pods.yaml");
  assert.ok(await page.getByRole("textbox", { name: "pods.yaml" }).isVisible());
});

test("what is typed over a selection takes its place, and no style with it", async (t) => {
  const { page, said } = await openEditor(t, { doc: JSON_TEXT });
  await call(page, "select", JSON_TEXT.indexOf('"Allow"'), JSON_TEXT.length);
  await call(page, "focus");
  await page.keyboard.type("1");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("{}");
  const before = JSON_TEXT.slice(0, JSON_TEXT.indexOf('"Allow"'));
  assert.deepEqual(await said("changes"), [`${before}1`, "{", "{}"]);
  assert.equal(await page.locator(".cm-line[style]").count(), 0);
});

test("edits are one step to undo", async (t) => {
  const { page, said } = await openEditor(t, { doc: "a\r\nb c\r\n" });
  const edits = [
    { from: 0, to: 1, text: "한" },
    { from: 4, to: 5, text: "d\r\ne" },
    { from: 6, to: 99, text: "f" },
  ];

  await call(page, "applyEdits", edits);
  await call(page, "focus");
  await page.keyboard.type("!");
  await page.keyboard.press("ControlOrMeta+z");
  await page.keyboard.press("ControlOrMeta+z");
  await page.keyboard.press("ControlOrMeta+y");

  const edited = "한\nb d\ne\nf";
  const expected = [edited, `!${edited}`, edited, "a\nb c\n", edited];
  assert.deepEqual(await said("changes"), expected);
});

test("a text that is set keeps the cursor, is not reported, and can be undone", async (t) => {
  const { page, said } = await openEditor(t, { doc: "one 😀 two" });
  await call(page, "select", 8, 10);

  await call(page, "setText", "one 😁 two");
  await call(page, "setText", "one 😁 two");
  await call(page, "setText", "1 😁 two");
  assert.deepEqual(await said("changes"), []);
  assert.deepEqual(await said("selections"), [[8, 10], [6, 8]]);

  const undone = [];
  while (await call(page, "undo")) undone.push((await said("changes")).at(-1));
  assert.deepEqual(undone, ["one 😁 two", "one 😀 two"]);
  assert.equal(await call(page, "redo"), true);
});

test("findings are underlined, each severity in its own style", async (t) => {
  const { page } = await openEditor(t, { doc: JSON_TEXT });
  const at = (part, severity) => {
    const from = JSON_TEXT.indexOf(part);
    return { from, to: from + part.length, severity, message: `${severity}: ${part}` };
  };
  await call(page, "setFindings", [at("Allow", "error"), at("sts", "warning"), at("Act", "info")]);

  const style = (severity) =>
    page
      .locator(`.cm-lintRange-${severity}`)
      .evaluate((part) => [part.textContent, getComputedStyle(part).textDecorationStyle]);
  assert.deepEqual(await style("error"), ["Allow", "wavy"]);
  assert.deepEqual(await style("warning"), ["sts", "dotted"]);
  assert.deepEqual(await style("info"), ["Act", "dashed"]);

  await call(page, "focus");
  await page.keyboard.press("F8");
  assert.equal(await page.locator(".cm-tooltip-lint").textContent(), "error: Allow");

  await call(page, "setFindings", []);
  assert.equal(await page.locator(".cm-lintRange").count(), 0);
});

test("marks lie within the text, and the strongest has the line's sign", async (t) => {
  const { page } = await openEditor(t, { doc: "one\ntwo\nthree\n", phrases: KOREAN });
  await call(page, "setMarks", [
    { from: -5, to: 3, kind: "matched" },
    { from: 4, to: 7, kind: "failed" },
    { from: 5, to: 6, kind: "matched" },
    { from: 8, to: 1e9, kind: "deciding" },
    { from: 9, to: 2, kind: "unreached" },
    { from: 1e9, to: 1e9, kind: "failed" },
  ]);

  const signs = () => page.locator(".cm-sign title").allTextContents();
  assert.deepEqual(await signs(), ["일치", "불일치", "미도달", "불일치"]);
  assert.equal(await page.locator(".cm-mark-deciding").textContent(), "three");
  assert.equal(await page.locator(".cm-line-failed").first().textContent(), "two");

  await call(page, "setPhrases", {});
  assert.deepEqual(await signs(), ["Matched", "Failed", "Not reached", "Failed"]);
  await call(page, "setMarks", []);
  assert.deepEqual(await signs(), []);
});

test("what is composed is reported when it is done", async (t) => {
  const { page, said } = await openEditor(t, { doc: "" });
  const keyboard = await inputMethod(page);
  await call(page, "focus");
  for (const text of ["ㅎ", "하", "한"]) await keyboard.compose(text);
  assert.equal(await call(page, "isComposing"), true);
  assert.equal(await call(page, "undo"), false);
  assert.deepEqual(await said("changes"), []);

  await keyboard.commit("한");
  assert.equal(await call(page, "isComposing"), false);
  assert.deepEqual(await said("changes"), ["한"]);

  for (const text of ["ㄱ", "그", "글"]) await keyboard.compose(text);
  await keyboard.commit("글");
  await page.keyboard.type("!");
  assert.deepEqual(await said("changes"), ["한", "한글", "한글!"]);
});

test("what is asked for during a composition waits, and loses nothing of it", async (t) => {
  const { page, said } = await openEditor(t, { doc: "name: \nkind: Pod\n", language: "yaml" });
  const keyboard = await inputMethod(page);
  await call(page, "select", 6, 6);
  await keyboard.compose("한");

  await call(page, "setText", "name: \nkind: Pod\n");
  await call(page, "setText", "name: \nkind: Job\n");
  await call(page, "setText", "name: \nkind: Deployment\n");
  await call(page, "applyEdits", [{ from: 0, to: 4, text: "title" }]);
  await call(page, "setText", "name: \nkind: Deployment\n");
  await call(page, "setMarks", [{ from: 0, to: 4, kind: "failed" }]);
  await call(page, "setFindings", [{ from: 7, to: 11, severity: "error", message: "kind" }]);
  const shown = () => page.locator(".cm-line").allTextContents();
  assert.deepEqual(await shown(), ["name: 한", "kind: Pod", ""]);
  assert.equal(await page.locator(".cm-sign, .cm-lintRange").count(), 0);

  await keyboard.commit("한");
  assert.deepEqual(await shown(), ["title: 한", "kind: Deployment", ""]);
  assert.deepEqual(await said("changes"), ["title: 한\nkind: Deployment\n"]);
  assert.equal(await page.locator(".cm-sign-failed").count(), 1);
  assert.equal(await page.locator(".cm-lintRange-error").textContent(), "kind");

  assert.equal(await call(page, "undo"), true);
  assert.deepEqual(await shown(), ["name: 한", "kind: Deployment", ""]);
  assert.equal(await call(page, "undo"), true);
  assert.deepEqual(await shown(), ["name: 한", "kind: Pod", ""]);
});

test("the page's own text, set again during a composition, changes nothing", async (t) => {
  const { page, said } = await openEditor(t, { doc: "a" });
  const keyboard = await inputMethod(page);
  await call(page, "select", 1, 1);
  await keyboard.compose("가");
  await call(page, "setText", "a");
  await keyboard.commit("각");
  assert.deepEqual(await said("changes"), ["a각"]);
});

for (const [shape, line] of [
  ["many lines", '{ "Effect": "Allow" },\n'],
  ["one line", '{ "Effect": "Allow" }, '],
]) {
  test(`five megabytes can be pasted and edited (${shape})`, async (t) => {
    const { page, said } = await openEditor(t, { doc: "{}" });
    const coloured = page.locator(".cm-line span[class]:not([class*=cm-])");
    assert.ok(await coloured.count());
    await call(page, "select", 0, 2);

    const text = line.repeat(Math.ceil(5e6 / line.length));
    await page.locator(".cm-content").evaluate((content, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      const options = { clipboardData, bubbles: true, cancelable: true };
      content.dispatchEvent(new ClipboardEvent("paste", options));
    }, text);
    await page.keyboard.type("]");

    assert.deepEqual(await said("changes", (text) => text.length), [text.length, text.length + 1]);
    assert.ok((await page.locator(".cm-content").textContent()).length < 100_000);
    // Colours come when the browser has time for them; here none may come.
    await call(page, "select", 0, 0);
    await page.waitForTimeout(500);
    assert.equal(await coloured.count(), 0);
    await call(page, "setText", "{}");
    assert.ok(await coloured.count());
  });
}

test("Tab passes through, and leaves the text alone", async (t) => {
  const { page, said } = await openEditor(t, { doc: "a" });
  const focused = () => page.evaluate(() => document.activeElement.id || "editor");
  await page.locator("#before").focus();
  const stops = [];
  for (const key of ["Tab", "Tab", "Shift+Tab", "Shift+Tab"]) {
    await page.keyboard.press(key);
    stops.push(await focused());
  }
  assert.deepEqual(stops, ["editor", "after", "editor", "before"]);
  assert.deepEqual(await said("changes"), []);
});

test("the search panel speaks the page's language", async (t) => {
  const { page } = await openEditor(t, { doc: "a b a", phrases: KOREAN });
  await call(page, "focus");
  await page.keyboard.press("ControlOrMeta+f");
  await page.keyboard.type("a");
  assert.equal(await page.getByRole("textbox", { name: "찾기" }).inputValue(), "a");
  assert.ok(await page.getByLabel("대소문자 구분").isVisible());
  assert.equal(await page.locator(".cm-searchMatch").count(), 2);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".cm-search").count(), 0);
});

test("a selection asked for is scrolled to, focused and reported", async (t) => {
  const lines = Array.from({ length: 500 }, (_, line) => `line ${line}`);
  const { page, said } = await openEditor(t, { doc: lines.join("\n") });
  const from = lines.slice(0, 400).join("\n").length + 1;
  await call(page, "select", from, from + 8);
  const shown = await page.locator("#editor").boundingBox();
  const line = await page.getByText("line 400", { exact: true }).boundingBox();
  assert.ok(line.y > shown.y && line.y + line.height < shown.y + shown.height, "out of view");
  assert.equal(await page.evaluate(() => getSelection().toString()), "line 400");
  assert.deepEqual(await said("selections"), [[from, from + 8]]);
  await call(page, "select", 1e9, 1e9);
  assert.deepEqual((await said("selections")).at(-1), Array(2).fill(lines.join("\n").length));
});

test("the place under the pointer is told", async (t) => {
  const { page, said } = await openEditor(t, { doc: "Effect\n" });
  const box = await page.getByText("Effect", { exact: true }).boundingBox();
  const width = await page.evaluate(() => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector(".cm-line"));
    return range.getBoundingClientRect().width;
  });
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + width / 2 + 8, y);
  await page.locator("#before").hover();
  const [first, ...rest] = await said("places");
  assert.ok(first >= 2 && first <= 4, `${first} is not in the middle of the word`);
  assert.equal(rest.at(-1), null);
});

test("a read-only text can be selected and set, but not typed into", async (t) => {
  const { page, said } = await openEditor(t, { doc: "a", readOnly: true });
  await call(page, "focus");
  await page.keyboard.type("b");
  assert.deepEqual(await said("changes"), []);
  await call(page, "setText", "c");
  assert.equal(await page.locator(".cm-content").textContent(), "c");
  await call(page, "setReadOnly", false);
  await page.keyboard.type("b");
  assert.equal((await said("changes")).length, 1);
});

test("language and darkness can be changed, and the editor taken away", async (t) => {
  const { page } = await openEditor(t, { doc: JSON_TEXT, language: "text" });
  const coloured = page.locator(".cm-line span[class]:not([class*=cm-])");
  assert.equal(await coloured.count(), 0);
  for (const language of ["json", "yaml"]) {
    await call(page, "setLanguage", language);
    assert.ok(await coloured.count(), language);
  }
  const classes = () => page.locator(".cm-editor").getAttribute("class");
  const light = await classes();
  await call(page, "setDark", true);
  assert.notEqual(await classes(), light);
  await call(page, "destroy");
  assert.equal(await page.locator(".cm-editor").count(), 0);
});

test("an editor that nobody touches does nothing", async (t) => {
  const { page } = await openEditor(t, { doc: JSON_TEXT }, () => {
    globalThis.wakes = [];
    const timers = ["setTimeout", "setInterval", "requestAnimationFrame", "requestIdleCallback"];
    for (const name of timers) {
      const original = globalThis[name];
      globalThis[name] = (react, ...rest) =>
        original((...given) => (globalThis.wakes.push(name), react(...given)), ...rest);
    }
  });
  await call(page, "focus");
  await page.keyboard.type("x");
  // What follows a key ends when the machine has time for it.
  let wakes;
  for (let second = 0; second < 10 && wakes?.length !== 0; second += 1) {
    await page.evaluate(() => globalThis.wakes.splice(0));
    await page.waitForTimeout(1000);
    wakes = await page.evaluate(() => globalThis.wakes);
  }
  assert.deepEqual(wakes, []);
});

/**
 * Opens an editor between two buttons, alone on a page.
 *
 * @param {object} options those of `create` that matter to the test
 * @param {() => void} prepare run in the page before anything else
 * @returns the page, and what the editor said so far
 */
async function openEditor(t, options, prepare = () => {}) {
  const page = await open(t);
  const built = await page.request.get(url);
  const [loader] = /<script>[^<]*loadEditor[^<]*<\/script>/.exec(await built.text());
  const bare = `${url}bare.html`;
  await page.route(bare, (route) =>
    route.fulfill({
      contentType: "text/html; charset=utf-8",
      headers: { "content-security-policy": built.headers()["content-security-policy"] },
      body: `<!doctype html><html lang="en"><title>Editor</title>${loader}
        <button id="before">before</button><div id="editor"></div>
        <button id="after">after</button>`,
    }),
  );
  await page.addInitScript(prepare);
  await page.goto(bare);
  await page.evaluate(async (options) => {
    const { create } = await globalThis.loadEditor();
    const said = { changes: [], selections: [], places: [] };
    const editor = create(document.querySelector("#editor"), {
      language: "json",
      label: "trust-policy.json",
      readOnly: false,
      nonce: "editor",
      dark: false,
      phrases: {},
      onChange: (text) => said.changes.push(text),
      onSelect: (from, to) => said.selections.push([from, to]),
      onHover: (place) => said.places.push(place),
      ...options,
    });
    // Of a size, so that long texts scroll: a sheet of its own, as the policy forbids others.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("#editor { height: 20rem }");
    document.adoptedStyleSheets.push(sheet);
    Object.assign(globalThis, { editor, said });
  }, options);
  const said = async (name, of = (item) => item) =>
    (await page.evaluate((name) => globalThis.said[name], name)).map(of);
  return { page, said };
}

/** Calls a method of the editor. */
function call(page, method, ...rest) {
  return page.evaluate(([method, rest]) => globalThis.editor[method](...rest), [method, rest]);
}

/** Writes as an input method does. */
async function inputMethod(page) {
  const session = await page.context().newCDPSession(page);
  return {
    compose: (text) => {
      const [selectionStart, selectionEnd] = [text.length, text.length];
      return session.send("Input.imeSetComposition", { text, selectionStart, selectionEnd });
    },
    commit: (text) => session.send("Input.insertText", { text }),
  };
}
