// Pictures of the built page for people to look at: `cargo xtask shots` puts them in target/shots.
// A state is a name, a route, and what to do there before the picture is taken.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { close, openPage } from "./browser.mjs";

const inspect = (view) => async (page) => {
  await page.locator(".cm-content").first().waitFor();
  await page.locator(`#inspect-${view}`).click();
};

const states = [
  { name: "home", route: "#/", act: async (_page) => {} },
  { name: "lab", route: "#/lab", act: inspect("admission") },
  {
    name: "lab-linked",
    route: "#/lab",
    act: async (page) => {
      await inspect("token")(page);
      await page.locator(".cm-mark-deciding").click();
      await page.locator("#inspector").getByText(/^eyJ/).waitFor();
    },
  },
  {
    name: "lab-mended",
    route: "#/lab",
    act: async (page) => {
      await inspect("credentials")(page);
      await page.locator("[data-fix]").first().click();
    },
  },
];

const folder = process.env.SHOTS;
await mkdir(folder, { recursive: true });
for (const { name, route, act } of states) {
  for (const width of [1280, 390]) {
    for (const theme of ["light", "dark"]) {
      for (const lang of ["en", "ko"]) {
        const page = await openPage({ route, lang, theme, width });
        await act(page);
        const path = join(folder, `${name}-${width}-${theme}-${lang}.png`);
        await page.screenshot({ path, fullPage: true });
        await page.context().close();
        console.log(path);
      }
    }
  }
}
await close();
