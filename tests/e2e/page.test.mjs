// The built page as it is served: it starts under its policy, from its own files alone.

import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { open, openPage, takeComplaints, url } from "./harness.mjs";

for (const lang of ["en", "ko"]) {
  test(`the page starts (${lang})`, async (t) => {
    const page = await open(t, { lang });
    assert.ok(await page.locator("main").isVisible());
  });
}

test("the policy comes as a header and in the page", async (t) => {
  const page = await open(t);
  const header = (await page.request.get(url)).headers()["content-security-policy"];
  const meta = await page
    .locator('meta[http-equiv="Content-Security-Policy"]')
    .getAttribute("content");
  assert.match(meta, /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-/);
  assert.equal(header, `${meta}; frame-ancestors *`);
});

// `cargo xtask` hands over the files that its size report counts; by hand there are none.
const counted = process.env.FIRST_LOAD;
const skip = !counted;
test("opening the page fetches what the size report counts", { skip }, async (t) => {
  const page = await open(t, { lang: "ko" });
  const fetched = await page.evaluate(() =>
    ["navigation", "resource"]
      .flatMap((type) => performance.getEntriesByType(type))
      .map((entry) => entry.name),
  );
  const files = fetched.map((name) => new URL(name).pathname);
  const base = new URL(url).pathname;
  const expected = counted.split(" ").map((file) => base + file);
  const named = files.map((file) => (file === base ? `${base}index.html` : file));
  assert.deepEqual([...new Set(named)].sort(), expected.sort());
});

test("what the page must not do is noticed", async (t) => {
  const page = await openPage();
  t.after(() => page.context().close());
  const noticed = async (expected, act, argument) => {
    await page.evaluate(act, argument);
    const found = [];
    for (let tries = 0; tries < 100 && !found.some((text) => expected.test(text)); tries++) {
      await setTimeout(20);
      found.push(...takeComplaints(page));
    }
    assert.match(found.join("\n"), expected);
  };

  await noticed(/^console: oh/m, () => console.error("oh"));
  await noticed(/^error: oh/m, () => void setTimeout(() => { throw new Error("oh"); }));
  await noticed(/^policy: style-src-attr/m, () => document.body.setAttribute("style", "top: 0"));
  await noticed(/^policy: connect-src/m, () => void fetch("https://example.com/").catch(() => {}));
  await noticed(/^policy: script-src-elem forbids inline/m, () => {
    const script = document.createElement("script");
    script.textContent = "globalThis.injected = true";
    document.body.append(script);
  });
  assert.equal(await page.evaluate(() => globalThis.injected), undefined);

  const elsewhere = url.replace("127.0.0.1", "localhost");
  await noticed(/^request: /m, (address) => void (location.href = address), elsewhere);
});
