// Pictures of the built page for people to look at: `cargo xtask shots` puts them in target/shots.
// A state is a name, a route, and what to do there before the picture is taken.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { close, openPage } from "./browser.mjs";

const states = [{ name: "home", route: "#/", act: async (_page) => {} }];

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
