// What leaves the page by the visitor's own hand and comes back: links, files, and what the browser
// keeps from one visit to the next.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { open as openPage, takeComplaints, url } from "./harness.mjs";

/** Opens the lab, where sharing is, and waits for its editor. */
async function open(t, options) {
  const page = await openPage(t, { route: "#/lab", ...options });
  await page.locator(".cm-content").first().waitFor();
  return page;
}

const policy = (page) => page.locator('[data-file="trust-policy.json"]').getByRole("textbox");
const verdict = (page, value) => page.locator(`[data-verdict="${value}"]`).waitFor();
const notice = (page, id) => page.locator(`[data-notice="${id}"]`);
const button = (page, name) => page.getByRole("button", { name, exact: true });
/** The files' names, without the mark of the one that decides, which comes with the verdict. */
const tabs = (page) => page.locator('.artefacts [role="tab"]').evaluateAll(
  (all) => all.map((tab) => tab.firstChild.textContent),
);

/** The link that the dialog shows. */
async function shared(page) {
  await button(page, "Share").click();
  const link = await page.locator("#share-link").inputValue();
  await page.keyboard.press("Escape");
  return link;
}

/** Opens an address in the same tab, as following a link does. */
async function follow(page, fragment) {
  await page.evaluate((fragment) => { location.hash = fragment; }, fragment);
}

/** Waits until the texts have been saved. */
async function saved(page, text) {
  await page.waitForFunction(
    (text) => localStorage.getItem("irsa.work.1")?.includes(text), text,
  );
}

/** Waits until the trust policy starts so, in the editor or in a plain field. */
async function reads(page, text) {
  await page.waitForFunction((text) => {
    const file = document.querySelector('[data-file="trust-policy.json"]');
    const lines = [...file?.querySelectorAll(".cm-line") ?? []].map((line) => line.textContent);
    return (file?.querySelector("textarea")?.value ?? lines.join("\n")).startsWith(text);
  }, text);
}

async function noRequests(page) {
  assert.equal(await page.locator("body").getAttribute("data-requests"), "0");
}

test("a link opens what was shared", async (t) => {
  const page = await open(t);
  await policy(page).fill('{"Version": "2012-10-17", "Statement": []}\n');
  const link = await shared(page);
  assert.match(link, /#\/lab\/1\.p\.[A-Za-z0-9_-]+$/);
  const other = await open(t, { route: new URL(link).hash });
  await reads(other, '{"Version": "2012-10-17", "Statement": []}');
  assert.equal((await tabs(other)).length, (await tabs(page)).length);
  await noRequests(other);
});

test("a link that was edited after leaves the address, and one's own work comes back", async (t) => {
  const page = await open(t);
  await policy(page).fill("{}\n");
  await saved(page, "\n{}\n");
  await follow(page, "#/lab/1.s.U1ZwVCjIT1FIzEtRyCwpVkhMTs4vzSvR49LV1QVJ6FUm5uZwZWfmpVgpBOSngIVhakBSCnn5qfkwBcGpRWWZyamOEHkuAA");
  await page.getByRole("tab", { name: "account.yaml" }).waitFor();
  assert.match(page.url(), /1\.s\./);
  await page.locator('[data-file="pod.yaml"]').getByRole("textbox").fill("kind: Pod\n#\n");
  await page.waitForFunction(() => location.hash === "#/lab");
  await page.locator("[data-bring-back]").click();
  await reads(page, "{}\n");
  await page.locator("[data-bring-back]").click();
  await page.getByRole("tab", { name: "account.yaml" }).waitFor();
  assert.deepEqual(await tabs(page), ["pod.yaml", "account.yaml"]);
});

for (const [fragment, reason] of [
  ["#/1.s.AwA=", "altered"],
  ["#/1.s.U1ZwVCjIT1FIzEtR", "unpacked"],
  ["#/9.s.AwA", "format"],
  ["#/1.z.AwA", "kind"],
  [`#/1.s.${"A".repeat(8001)}`, "at most 8000"],
]) {
  test(`a link that can't be opened says why and stays: ${fragment.slice(0, 20)}`, async (t) => {
    const page = await openPage(t, { route: fragment });
    await notice(page, "link-refused").waitFor();
    assert.match(await notice(page, "link-refused").innerText(), new RegExp(reason));
    assert.equal(new URL(page.url()).hash, fragment);
    await verdict(page, "deny");
    await page.getByRole("button", { name: "Dismiss" }).click();
    assert.equal(await notice(page, "link-refused").count(), 0);
    assert.equal(new URL(page.url()).hash, fragment);
  });
}

test("edits are there again after a reload, and can be started over", async (t) => {
  const page = await open(t);
  await policy(page).fill("{}\n");
  await saved(page, "\n{}\n");
  await page.reload();
  await page.waitForSelector("body[data-ready]");
  await reads(page, "{}\n");
  await button(page, "Start over").click();
  await reads(page, '{\n  "Version": "2012-10-17",\n');
  await button(page, "Undo").click();
  await reads(page, "{}\n");
});

test("a refused storage is said once and loses nothing", async (t) => {
  const page = await open(t);
  await page.evaluate(() => {
    Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
  });
  await policy(page).fill("{}\n");
  await notice(page, "storage-refused").waitFor();
  await reads(page, "{}\n");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await policy(page).fill("[]\n");
  await page.waitForTimeout(900);
  assert.equal(await notice(page, "storage-refused").count(), 0);
  await reads(page, "[]\n");
});

test("secrets are neither kept nor shared", async (t) => {
  const page = await open(t);
  const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";
  await policy(page).fill(`${token}\n`);
  await saved(page, "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.");
  assert.ok(!await page.evaluate(() => JSON.stringify(localStorage).includes("c2lnbmF0dXJl")));
  await button(page, "Share").click();
  await page.locator('[data-removed="1"]').waitFor();
  await page.locator(".share-content summary").click();
  const content = await page.locator(".share-content pre").innerText();
  assert.ok(content.includes("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0."));
  assert.ok(!content.includes("c2lnbmF0dXJl"));
});

test("the link is copied; refused, it is selected to be copied by hand", async (t) => {
  const page = await open(t);
  await page.evaluate(() => {
    const clipboard = { writeText: async (text) => { globalThis.written = text; } };
    Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
  });
  await button(page, "Share").click();
  await button(page, "Copy link").click();
  await page.getByText("Copied.").waitFor();
  const link = await page.locator("#share-link").inputValue();
  assert.equal(await page.evaluate(() => globalThis.written), link);
  assert.ok(link.startsWith(url), link);

  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException("", "NotAllowedError"));
  });
  await button(page, "Copy link").click();
  await page.getByText("did not let the page copy").waitFor();
  const selected = await page.locator("#share-link").evaluate((field) => [
    document.activeElement === field,
    field.value.slice(field.selectionStart, field.selectionEnd),
  ]);
  assert.deepEqual(selected, [true, link]);
});

test("a file takes the texts out and back in", async (t) => {
  const page = await open(t);
  await policy(page).fill("{}\n");
  await button(page, "Share").click();
  const coming = page.waitForEvent("download");
  await page.locator("[data-download]").click();
  const download = await coming;
  assert.equal(download.suggestedFilename(), "playground.scenario");
  const file = await download.path();
  assert.match(await readFile(file, "utf8"), /^# A pod in the namespace[^]*--- trust-policy\.json( noeol)?\n\{\}/);
  await page.keyboard.press("Escape");

  await button(page, "Start over").click();
  await page.locator("[data-import]").setInputFiles(file);
  await reads(page, "{}\n");
  const bad = { name: "bad.scenario", mimeType: "text/plain", buffer: Buffer.from("no header") };
  await page.locator("[data-import]").setInputFiles(bad);
  await notice(page, "file-refused").waitFor();
  await reads(page, "{}\n");
  await noRequests(page);
});

test("a text too long for a link is offered as a file", async (t) => {
  const page = await open(t);
  const long = Array.from({ length: 3000 }, (_, n) => Math.sin(n).toString(36)).join(" ");
  await policy(page).fill(long);
  await button(page, "Share").click();
  await page.locator('[data-refused="too-long"]').waitFor();
  await page.locator("[data-download]").waitFor();
});

test("every example opens, is shared by its name, and is there again after a reload", async (t) => {
  const page = await open(t);
  await button(page, "Examples").click();
  const ids = await page.locator("[data-preset]").evaluateAll(
    (all) => all.map((each) => each.dataset.preset),
  );
  assert.ok(ids.length >= 12);
  await page.keyboard.press("Escape");
  for (const id of ids) {
    const fetching = id === "home" || page.waitForResponse((response) =>
      response.url().includes(`/presets/${id}.scenario?v=`));
    await button(page, "Examples").click();
    await page.locator(`[data-preset="${id}"]`).click();
    await fetching;
    await page.locator("dialog[open]").waitFor({ state: "hidden" });
    await page.waitForFunction(
      (id) => localStorage.getItem("irsa.start.1")?.startsWith(`${id}\n`) || id === "home", id,
    );
  }
  const names = await tabs(page);
  assert.ok((await shared(page)).length < url.length + 60);
  await page.reload();
  await page.waitForSelector("body[data-ready]");
  assert.deepEqual(await tabs(page), names);
  await noRequests(page);
});

test("an example that does not come is said, and the texts stay", async (t) => {
  const page = await open(t);
  await page.route("**/presets/*", (route) => route.fulfill({ status: 404, body: "" }));
  const before = await tabs(page);
  await button(page, "Examples").click();
  await page.locator('[data-preset="china"]').click();
  await notice(page, "preset-refused").waitFor();
  assert.deepEqual(await tabs(page), before);
  assert.equal(takeComplaints(page).filter((text) => !text.includes("404")).length, 0);
});
