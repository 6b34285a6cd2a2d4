// Searches rustdoc's docs for the words of tests/fixtures/searches.txt, by rustdoc's own script, and says of each
// whether the first result is one that the word is to lead to.
//
//   cargo +nightly doc -p dockerfile-core --no-deps --all-features --target-dir target/docs-rs
//   node tests/benches/search.mjs target/docs-rs/doc [word ..]
//
// With nightly, as docs.rs does: up to 1.95 rustdoc forgets the aliases of functions that are exported from a
// private module.

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [docs, ...words] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const scripts = join(resolve(docs), "static.files");
const script = name => {
  const file = readdirSync(scripts).find(file => file.startsWith(`${name}-`) && file.endsWith(".js"));
  return require(join(scripts, file));
};
const index = file => (0, eval)(readFileSync(join(docs, "search.index", file), "utf8"));

// What the pages give the script in a browser.
const given = value => value;
Object.assign(globalThis, { nonnull: given, nonundef: given });
const { Stringdex, RoaringBitmap } = script("stringdex");
const { docSearch, DocSearch } = await script("search").initSearch(Stringdex, RoaringBitmap, {
  loadRoot: callbacks => { Object.assign(globalThis, callbacks); index("root.js"); },
  loadTreeByHash: hash => index(`${hash}.js`),
  loadDataByNameAndHash: (name, hash) => index(`${name}/${hash}.js`),
});

async function first(word, count) {
  const results = await docSearch.execQuery(DocSearch.parseQuery(word), null, "dockerfile_core");
  const found = [];
  for await (const { displayPath, item } of results.others) {
    found.push(`${displayPath.replace(/<[^>]*>/g, "")}${item.name}`);
    if (found.length === count) break;
  }
  return found;
}

const table = join(dirname(fileURLToPath(import.meta.url)), "../fixtures/searches.txt");
const lines = readFileSync(table, "utf8").split("\n").filter(line => line && !line.startsWith("#"));
const searches = lines.map(line => line.split(": ")).filter(([word]) => !words.length || words.includes(word));
let right = 0;
for (const [word, items] of searches) {
  const found = await first(word, 3);
  const leads = items.split(", ").some(item => found[0]?.endsWith(`::${item}`));
  right += leads;
  console.log(`${leads ? "right" : "WRONG"}  ${word.padEnd(13)} ${found.join(", ") || "nothing"}`);
}
console.log(`${right} of ${searches.length} lead right`);
