// What the end-to-end tests share. `cargo xtask test --only e2e` runs them. By hand, with the page
// served by `cargo xtask serve`:
//
//     export PLAYGROUND_URL=http://127.0.0.1:8080/ CHROME=/usr/bin/chromium
//     node --test tests/e2e/*.test.mjs

import assert from "node:assert/strict";
import { after } from "node:test";
import { close, openPage, takeComplaints } from "./browser.mjs";

export { openPage, takeComplaints, url } from "./browser.mjs";

/**
 * Opens the page for the test `t`, with the options of `openPage`. When the test ends, the page is
 * closed, and the test fails if there was anything to complain about.
 */
export async function open(t, options) {
  const page = await openPage(options);
  t.after(async () => {
    // A turn of the page's event loop, for what it is about to report.
    await page.evaluate(() => new Promise((done) => setTimeout(done)));
    await page.context().close();
    assert.deepEqual(takeComplaints(page), []);
  });
  return page;
}

after(close);
