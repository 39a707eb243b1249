// The first minute on the built page: a broken pod, one word, a star, and who comes with it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./harness.mjs";

const policy = (page) => page.locator('[data-file="trust-policy.json"]').getByRole("textbox");
const verdict = (page, value) => page.locator(`[data-verdict="${value}"]`).waitFor();
const guide = (page) => page.locator(".guide .button");
const fix = (page, kind) => page.locator(`[data-fix="${kind}"]`).first();

/** Replaces a word in the trust policy as somebody at a keyboard does. */
async function retype(page, old, text) {
  await policy(page).evaluate((field, old) => {
    const at = field.value.indexOf(old);
    field.focus();
    field.setSelectionRange(at, at + old.length);
  }, old);
  await page.keyboard.type(text);
}

test("one word, then a star, then who comes with it", async (t) => {
  const page = await open(t);
  await verdict(page, "deny");
  assert.equal(await page.locator("[data-gate]").count(), 11);
  await page.locator('[data-gate="trust"][data-state="fail"]').waitFor();

  await guide(page).click();
  await verdict(page, "allow");
  assert.match(await page.locator(".who-count").innerText(), /^0\s/);

  await guide(page).click();
  await verdict(page, "deny");
  assert.equal(await fix(page, "use-actual-value").getAttribute("data-who-else"), "0");
  assert.equal(await fix(page, "use-string-like").getAttribute("data-who-else"), "47");

  await fix(page, "use-string-like").click();
  await verdict(page, "allow");
  assert.match(await page.locator(".who-count").innerText(), /^47\s/);

  await guide(page).click();
  await verdict(page, "allow");
  assert.match(await page.locator(".who-count").innerText(), /^0\s/);
});

test("typing does the same", async (t) => {
  const page = await open(t);
  await retype(page, "shop", "store");
  await verdict(page, "allow");
  await retype(page, "store:orders", "*");
  await verdict(page, "deny");
  await retype(page, "StringEquals", "StringLike");
  await verdict(page, "allow");
  assert.match(await page.locator(".who-count").innerText(), /^47\s/);
});

test("what is applied can be undone, and all can be started over", async (t) => {
  const page = await open(t);
  const before = await policy(page).inputValue();
  await guide(page).click();
  await verdict(page, "allow");
  await page.getByRole("button", { name: "Undo" }).click();
  await verdict(page, "deny");
  assert.equal(await policy(page).inputValue(), before);
  await policy(page).fill("{}");
  await page.getByRole("button", { name: "Start over" }).click();
  await page.waitForFunction(
    ([selector, text]) => document.querySelector(selector).value === text,
    ['[data-file="trust-policy.json"] textarea', before],
  );
});

test("a half-typed policy never lets in", async (t) => {
  const page = await open(t);
  await guide(page).click();
  await verdict(page, "allow");
  const text = (await policy(page).inputValue()).trimEnd();
  for (let end = 0; end < text.length; end += 7) {
    await policy(page).fill(text.slice(0, end));
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    const shown = await page.locator("[data-verdict]").getAttribute("data-verdict");
    assert.notEqual(shown, "allow", text.slice(0, end));
  }
  await policy(page).fill(text);
  await verdict(page, "allow");
});

test("the whole thread by keyboard alone", async (t) => {
  const page = await open(t);
  const reach = async (matches) => {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press("Tab");
      const focused = await page.locator(`${matches}:focus`).count();
      if (focused > 0) return;
    }
    assert.fail(`Tab does not reach ${matches}`);
  };
  await reach(".verdict .place");
  await page.keyboard.press("Enter");
  const selected = await policy(page).evaluate((field) => [
    document.activeElement === field,
    field.value.slice(field.selectionStart, field.selectionEnd),
  ]);
  assert.deepEqual(selected, [true, "shop"]);
  await page.keyboard.type("store");
  await verdict(page, "allow");
  await page.keyboard.press("Tab");
  assert.equal(await policy(page).evaluate((field) => document.activeElement === field), false);

  await page.locator('[role="tab"][aria-selected="true"]').focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), "pod.yaml");
  await page.locator('[data-file="pod.yaml"]').getByRole("textbox").waitFor();
});

test("nothing is written into the field while a syllable is composed", async (t) => {
  const page = await open(t);
  await policy(page).fill("");
  await verdict(page, "unknown");
  const client = await page.context().newCDPSession(page);
  const compose = (text) =>
    client.send("Input.imeSetComposition", {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  const before = await page.locator("[data-verdict]").innerText();
  await compose("ㅎ");
  await compose("하");
  await compose("한");
  assert.equal(await policy(page).inputValue(), "한");
  assert.equal(await page.locator("[data-verdict]").innerText(), before);
  await client.send("Input.insertText", { text: "한" });
  await page.locator(".finding").first().waitFor();
  assert.equal(await policy(page).inputValue(), "한");
});

test("Korean is chosen, kept, and said", async (t) => {
  const page = await open(t);
  await page.getByRole("button", { name: "한국어" }).click();
  await page.locator('html[lang="ko"][data-lang="ko"]').waitFor({ state: "attached" });
  assert.match(await page.locator("h1").innerText(), /그런데 읽지 못합니다/);
  assert.match(page.url(), /lang=ko/);
  assert.equal(
    await page.locator(".verdict-sts code").innerText(),
    "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
  );
  await page.reload();
  await page.locator('html[data-lang="ko"]').waitFor({ state: "attached" });
});

test("the theme is chosen and kept", async (t) => {
  const page = await open(t);
  const paper = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await paper();
  await page.getByRole("button", { name: "Dark" }).click();
  await page.locator('html[data-theme="dark"]').waitFor({ state: "attached" });
  assert.notEqual(await paper(), light);
  await page.reload();
  await page.locator('html[data-theme="dark"]').waitFor({ state: "attached" });
});

for (const width of [320, 390, 768, 1280, 1920]) {
  test(`nothing is cut off at ${width} pixels`, async (t) => {
    const page = await open(t, { width });
    const check = async () => {
      const beyond = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(beyond, 0);
    };
    await check();
    await guide(page).click();
    await verdict(page, "allow");
    await check();
    await guide(page).click();
    await verdict(page, "deny");
    await check();
  });
}

test("nothing is fetched while somebody works, and the page says so", async (t) => {
  const page = await open(t);
  const counted = () => page.locator("body").evaluate((body) => ({ ...body.dataset }));
  const { chunks } = await counted();
  await retype(page, "shop", "store");
  await verdict(page, "allow");
  await page.getByRole("tab", { name: "pod.yaml" }).click();
  const { requests, chunks: after } = await counted();
  assert.deepEqual([requests, after], ["0", chunks]);
  assert.match(await page.locator(".promise").innerText(), /: 0$/);
  await page.evaluate(() => fetch("?typed=secret").then(() => {}));
  await page.locator('body[data-requests="1"]').waitFor();
});

for (const lang of ["en", "ko"]) {
  // On a narrow screen the gates come after the ways out, of which there are more or fewer.
  const wide = [1280, [".verdict", ".gates", ".guide", ".artefacts", ".who"]];
  for (const [width, parts] of [wide, [390, [".verdict", ".guide", ".artefacts"]]]) {
    test(`nothing moves when the verdict turns (${lang}, ${width} pixels)`, async (t) => {
      const page = await open(t, { lang, width, height: 3000 });
      const boxes = () =>
        page.evaluate(
          (parts) =>
            parts.map((selector) => {
              const { top, left } = document.querySelector(selector).getBoundingClientRect();
              return [selector, Math.round(top), Math.round(left)];
            }),
          parts,
        );
      const before = await boxes();
      for (const turned of ["allow", "deny"]) {
        await guide(page).click();
        await verdict(page, turned);
        assert.deepEqual(await boxes(), before);
      }
    });
  }
}

test("one's own files replace the preset and stay in the tab", async (t) => {
  const page = await open(t);
  await page.locator('.door-own input[type="file"]').setInputFiles([
    { name: "pod.yaml", mimeType: "text/yaml", buffer: Buffer.from("kind: Pod\napiVersion: v1\n") },
    { name: "bucket policy.json", mimeType: "text/json", buffer: Buffer.from("{}") },
  ]);
  await page.getByRole("tab", { name: "bucket-policy.json" }).waitFor();
  assert.equal(await page.getByRole("tab").count(), 2);
  await verdict(page, "unknown");
  assert.equal(await page.locator("body").getAttribute("data-requests"), "0");
  await page.getByRole("button", { name: "Start over" }).click();
  await verdict(page, "deny");
  assert.equal(await page.getByRole("tab").count(), 7);
});

test("a text that is pasted goes into a field that waits for it", async (t) => {
  const page = await open(t);
  await page.getByRole("button", { name: "Paste a text" }).click();
  await page.locator('[data-file="pasted.txt"] textarea:focus').waitFor();
  await page.keyboard.insertText("apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n");
  await page.locator(".verdict-who", { hasText: "default/default" }).waitFor();
});

test("a browser that refuses storage changes nothing", async (t) => {
  const page = await open(t);
  await page.context().addInitScript(() => {
    Object.defineProperty(globalThis, "localStorage", {
      get: () => {
        throw new DOMException("refused", "SecurityError");
      },
    });
  });
  await page.reload();
  await verdict(page, "deny");
  await page.getByRole("button", { name: "한국어" }).click();
  await page.locator('html[data-lang="ko"]').waitFor({ state: "attached" });
});

test("a screen reader hears the verdict once typing stops", async (t) => {
  const page = await open(t);
  const field = page.locator('[data-file="trust-policy.json"]').getByRole("textbox");
  const text = await field.inputValue();
  const said = page.getByRole("status");
  await said.evaluate((region) => {
    globalThis.heard = [];
    const hear = () => globalThis.heard.push(region.textContent);
    const all = { characterData: true, childList: true, subtree: true };
    new MutationObserver(hear).observe(region, all);
  });
  await field.fill("{");
  await field.fill(text.replaceAll(":shop:", ":store:"));
  await page.waitForFunction(() => globalThis.heard.length > 0);
  assert.deepEqual(await page.evaluate(() => globalThis.heard), [await said.textContent()]);
  assert.match(await said.textContent(), /^ALLOW/);
});
