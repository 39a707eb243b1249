// The workbench on the built page: every text in the editor, and everything that follows from it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, openPage, takeComplaints } from "./harness.mjs";

const POLICY = "trust-policy.json";
const editor = (page, file = POLICY) => page.locator(`[data-file="${file}"] .cm-content`);
const verdict = (page, value) => page.locator(`[data-verdict="${value}"]`).waitFor();
const linked = (page) => page.locator(".linked .place");
const tab = (page, name) => page.getByRole("tab", { name, exact: false });

/** Opens the workbench, and waits for its editor. */
async function openLab(t, options) {
  const page = await open(t, { route: "#/lab", ...options });
  await editor(page).waitFor();
  return page;
}

/** The text of the open editor, as far as it is drawn. */
const shown = (page, file) =>
  editor(page, file).evaluate((content) =>
    [...content.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n"),
  );

/** Puts a text in place of the whole text, as somebody who pastes it does. */
async function paste(page, text, file = POLICY) {
  await editor(page, file).focus();
  await page.keyboard.press("Control+a");
  await editor(page, file).evaluate((content, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const event = { clipboardData, bubbles: true, cancelable: true };
    content.dispatchEvent(new ClipboardEvent("paste", event));
  }, text);
}

/** A turn of the page, for what it is about to draw. */
const drawn = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));

test("a broken policy is mended by typing, and broken again", async (t) => {
  const page = await openLab(t);
  await verdict(page, "deny");
  await page.locator('[data-gate="trust"][data-state="fail"] .checks').waitFor();
  await page.locator(".verdict .place").click();
  await page.keyboard.type("store");
  await verdict(page, "allow");
  assert.match(await shown(page), /system:serviceaccount:store:orders/);
  await page.keyboard.press("Backspace");
  await verdict(page, "deny");
});

test("the editor's text is the accessible textbox of its file", async (t) => {
  const page = await openLab(t);
  const field = page.locator(`[data-file="${POLICY}"]`).getByRole("textbox", { name: POLICY });
  assert.match(await field.innerText(), /"Version": "2012-10-17"/);
});

test("a half-typed policy never shows an old answer", async (t) => {
  const page = await openLab(t);
  await page.locator('[data-fix="use-actual-value"]').click();
  await verdict(page, "allow");
  const text = (await shown(page)).trimEnd();
  for (let end = 1; end < text.length; end += 29) {
    await paste(page, text.slice(0, end));
    await drawn(page);
    const now = await page.locator("[data-verdict]").getAttribute("data-verdict");
    assert.notEqual(now, "allow", `cut at ${end}`);
    await tab(page, "Credentials").click();
    assert.equal(await page.getByText("ASIADEMO").count(), 0, `cut at ${end}`);
  }
  await paste(page, text);
  await verdict(page, "allow");
});

test("a way out is applied by one click and undone by another", async (t) => {
  const page = await openLab(t);
  const before = await shown(page);
  const fix = page.locator('[data-fix="use-actual-value"]');
  assert.equal(await fix.getAttribute("data-who-else"), "0");
  await fix.click();
  await verdict(page, "allow");
  assert.notEqual(await shown(page), before);
  await page.getByRole("button", { name: "Undo" }).click();
  await verdict(page, "deny");
  assert.equal(await shown(page), before);

  await fix.click();
  await verdict(page, "allow");
  await editor(page).focus();
  await page.keyboard.press("Control+z");
  await verdict(page, "deny");
  assert.equal(await shown(page), before);
});

test("a squiggle says why in the page's language, and signs say how checks came out", async (t) => {
  const words = { en: /The token's subject is/, ko: /system:serviceaccount:store:orders/ };
  for (const lang of ["en", "ko"]) {
    const page = await openLab(t, { lang });
    const lines = page.locator(`[data-file="${POLICY}"] .cm-signs`);
    await lines.locator(".cm-sign-failed").waitFor();
    assert.equal(await lines.locator(".cm-sign-matched").count(), 3);
    await editor(page).locator(".cm-lintRange-error").first().hover();
    assert.match(await page.locator(".cm-tooltip .cm-diagnostic").innerText(), words[lang]);
  }
});

test("a value in the policy leads to the line in the manifest, and back", async (t) => {
  const page = await openLab(t);
  await editor(page).locator(".cm-mark-deciding").hover();
  await linked(page).filter({ hasText: "pod.yaml" }).click();
  await editor(page, "pod.yaml").waitFor();
  const selected = () => page.evaluate(() => getSelection().toString());
  assert.equal(await selected(), "orders");
  await editor(page, "pod.yaml").locator(".cm-mark-linked").first().waitFor();
  await linked(page).filter({ hasText: POLICY }).first().click();
  await editor(page).locator(".cm-mark-linked").first().waitFor();
  assert.match(await selected(), /system:serviceaccount/);
});

test("a check among the gates lights its places", async (t) => {
  const page = await openLab(t);
  await page.locator('[data-gate="trust"] .check').last().hover();
  await editor(page).locator(".cm-mark-linked").first().waitFor();
  assert.ok((await linked(page).count()) > 0);
});

test("files are added, renamed, removed and put back", async (t) => {
  const page = await openLab(t);
  await page.getByRole("button", { name: "New file" }).click();
  await page.getByLabel("File name").fill("extra notes.yaml");
  await page.keyboard.press("Enter");
  await editor(page, "extra-notes.yaml").waitFor();
  await page.keyboard.type("kind: Pod");
  await page.getByRole("button", { name: "Rename" }).click();
  await page.getByLabel("File name").fill("extra.yaml");
  await page.keyboard.press("Enter");
  await editor(page, "extra.yaml").waitFor();
  assert.equal(await shown(page, "extra.yaml"), "kind: Pod");

  await page.getByRole("button", { name: "Rename" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Remove" }).click();
  assert.equal(await page.locator('[data-file="extra.yaml"]').count(), 0);
  await page.getByRole("button", { name: "Undo" }).click();
  await tab(page, "extra.yaml").click();
  assert.equal(await shown(page, "extra.yaml"), "kind: Pod");
});

test("files are dropped anywhere on the page, and the preset comes back by undo", async (t) => {
  const page = await openLab(t);
  await page.locator("main").evaluate((main) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["kind: Pod\napiVersion: v1\n"], "web pod.yaml"));
    main.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  });
  await editor(page, "web-pod.yaml").waitFor();
  assert.equal(await tab(page, /\.(json|yaml)/).count(), 1);
  await page.getByRole("button", { name: "Undo" }).click();
  await verdict(page, "deny");
  assert.equal(await tab(page, /\.(json|yaml)/).count(), 7);
});

test("a text that is brought with other line ends keeps them", async (t) => {
  const page = await openLab(t);
  const text = "apiVersion: v1\r\nkind: ServiceAccount\r\nmetadata:\r\n  name: web\r\n";
  await page.locator('.filebar input[type="file"]').setInputFiles([
    { name: "account.yaml", mimeType: "text/yaml", buffer: Buffer.from(text) },
  ]);
  await editor(page, "account.yaml").waitFor();
  await page.locator(".verdict-who", { hasText: "default/web" }).waitFor();
  await editor(page, "account.yaml").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("  namespace: shop");
  await page.locator(".verdict-who", { hasText: "shop/web" }).waitFor();
});

test("without a file the page says so, and starts over", async (t) => {
  const page = await openLab(t);
  for (let left = await tab(page, /\.(json|yaml)/).count(); left > 0; left--) {
    await page.getByRole("button", { name: "Remove" }).click();
  }
  await page.locator(".artefacts .empty").waitFor();
  await verdict(page, "unknown");
  await page.getByRole("button", { name: "Start over" }).click();
  await verdict(page, "deny");
});

test("nothing is dispatched into the editor while a syllable is composed", async (t) => {
  const page = await openLab(t);
  await page.getByRole("button", { name: "New file" }).click();
  await page.keyboard.press("Enter");
  await editor(page, "new.yaml").waitFor();
  await page.locator(".cm-focused").waitFor();
  const client = await page.context().newCDPSession(page);
  for (const text of ["ㅎ", "하", "한"]) {
    const [selectionStart, selectionEnd] = [text.length, text.length];
    await client.send("Input.imeSetComposition", { text, selectionStart, selectionEnd });
  }
  assert.equal(await shown(page, "new.yaml"), "한");
  await client.send("Input.insertText", { text: "한글" });
  await page.locator(".finding").first().waitFor();
  assert.equal(await shown(page, "new.yaml"), "한글");
});

test("five megabytes are taken in, and the limit is said", async (t) => {
  const page = await openLab(t);
  await paste(page, `{"Version": "2012-10-17"}\n`.repeat(200_000));
  await page.locator('.finding[data-severity="error"]').first().waitFor();
  await verdict(page, "unknown");
  await page.getByRole("button", { name: "Start over" }).click();
  await verdict(page, "deny");
});

test("every party's view follows the run", async (t) => {
  const page = await openLab(t);
  const seen = (view) => page.locator(`[data-inspector="${view}"]`);
  const look = async (name, view, expected) => {
    await tab(page, name).click();
    assert.match(await seen(view).innerText(), expected);
  };
  await look("Token", "token", /"sub": "system:serviceaccount:store:orders"/);
  await seen("token").getByText(/^eyJ/).waitFor();
  assert.match(await seen("token").innerText(), /\neyJ[\w-]+\.[\w-]+\.[\w-]{342}\n/);
  await look("Admission", "admission", /name: AWS_WEB_IDENTITY_TOKEN_FILE/);
  await look("Issuer", "issuer", /"jwks_uri": "https:\/\/oidc\.eks\./);
  assert.match(await seen("issuer").innerText(), /"alg": "RS256",\s+"n": "[\w-]{342}"/);
  await look("Call of STS", "call", /HTTP 403[^]*<Code>AccessDenied<\/Code>/);
  await look("Credentials", "credentials", /no credentials/);
  await page.locator('[data-fix="use-actual-value"]').click();
  await look("Credentials", "credentials", /ASIADEMO/);
  await tab(page, "Credentials").press("ArrowLeft");
  assert.match(await seen("call").innerText(), /HTTP 200/);
});

test("F6 goes from part to part, and Esc then Tab leaves the editor", async (t) => {
  const page = await openLab(t);
  const region = () =>
    page.evaluate(() => document.activeElement.closest("[data-region]")?.className);
  await page.keyboard.press("F6");
  assert.match(await region(), /artefacts/);
  await page.keyboard.press("F6");
  assert.match(await region(), /lab-ways/);
  await page.keyboard.press("Shift+F6");
  await editor(page).focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  // The editor's own mark of the focus follows a moment later.
  const inEditor = () => document.activeElement.closest(".cm-editor") !== null;
  assert.equal(await page.evaluate(inEditor), false);
});

test("pages lead to each other, and anchors stay anchors", async (t) => {
  const page = await open(t);
  const here = () => page.locator('.pages [aria-current="page"]').innerText();
  assert.equal(await here(), "First minute");
  await page.getByRole("link", { name: "Lab" }).click();
  await editor(page).waitFor();
  assert.equal(await page.title(), "Lab · IRSA Playground");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
  await page.goBack();
  await page.locator(".guide").waitFor();
  await page.evaluate(() => (location.hash = "#gates"));
  assert.equal(await here(), "First minute");
  await page.evaluate(() => (location.hash = "#/no-such-page"));
  assert.equal(await here(), "First minute");
});

for (const width of [320, 390, 1000, 1280, 1920]) {
  test(`the workbench fits ${width} pixels`, async (t) => {
    const page = await openLab(t, { width, theme: width === 390 ? "dark" : "light" });
    for (const name of ["Token", "Admission", "Issuer", "Call of STS", "Credentials"]) {
      await tab(page, name).click();
      const beyond = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(beyond, 0, name);
    }
  });
}

test("nothing is fetched while somebody works in the editor", async (t) => {
  const page = await openLab(t);
  const counted = () => page.locator("body").evaluate((body) => ({ ...body.dataset }));
  const { chunks } = await counted();
  await paste(page, "{}");
  await verdict(page, "unknown");
  await tab(page, "pod.yaml").click();
  await editor(page, "pod.yaml").waitFor();
  const { requests, chunks: after } = await counted();
  assert.deepEqual([requests, after], ["0", chunks]);
});

test("what was typed at home goes along to the lab, and can still be undone", async (t) => {
  const page = await open(t);
  const field = page.locator(`[data-file="${POLICY}"]`).getByRole("textbox");
  await page.locator("[data-fix]").first().click();
  await verdict(page, "allow");
  await page.getByRole("link", { name: "Lab", exact: true }).click();
  await editor(page).waitFor();
  await verdict(page, "allow");
  assert.match(await shown(page), /system:serviceaccount:store:orders/);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await verdict(page, "deny");
  await page.goBack();
  await page.locator(".guide").waitFor();
  assert.match(await field.inputValue(), /system:serviceaccount:shop:orders/);
  assert.equal(await page.locator("body").getAttribute("data-requests"), "0");
});

test("a lab that does not come is said, and home stays as it was", async (t) => {
  const page = await openPage();
  t.after(() => page.context().close());
  const field = page.locator(`[data-file="${POLICY}"]`).getByRole("textbox");
  await field.fill("{}");
  await page.route("**/workbench*", (route) => route.abort());
  await page.getByRole("link", { name: "Lab", exact: true }).click();
  await page.locator('[data-notice="workbench-refused"]').waitFor();
  assert.equal(await field.inputValue(), "{}");
  assert.match(takeComplaints(page).join("\n"), /ERR_FAILED/);
  await page.unroute("**/workbench*");
  await page.getByRole("link", { name: "Lab", exact: true }).click();
  await editor(page).waitFor();
  assert.equal(await shown(page), "{}");
});

test("what is typed just before the editor comes is not lost", async (t) => {
  const page = await openPage();
  t.after(() => page.context().close());
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, "loadEditor", {
      set: (load) => { globalThis.realLoad = load; },
      get: () => () => new Promise((come) => { globalThis.come = come; }),
    });
  });
  await page.goto(page.url().replace(/#.*$/, "") + "#/lab");
  await page.reload();
  await page.waitForFunction(() => globalThis.come);
  await page.evaluate(async (file) => {
    const editor = await globalThis.realLoad();
    const field = document.querySelector(`[data-file="${file}"] textarea`);
    field.value = "{}\n";
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    globalThis.come(editor);
  }, POLICY);
  await editor(page).waitFor();
  await page.waitForFunction(
    () => document.querySelector(".cm-line")?.textContent === "{}",
  );
});
