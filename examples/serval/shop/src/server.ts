// A page of what the stock has.
import { createServer } from "node:http";
import mustache from "mustache";

type Item = { name: string; quantity: number };

const PAGE = "<h1>Shop</h1>{{#items}}<p>{{quantity}} x {{name}}</p>{{/items}}\n";
const stock = process.env.STOCK_URL ?? "http://stock:8080/";

async function items(): Promise<Item[]> {
  const answer = await fetch(stock);
  return ((await answer.json()) as { items: Item[] }).items;
}

const server = createServer(async (_request, response) => {
  try {
    response.end(mustache.render(PAGE, { items: await items() }));
  } catch {
    response.writeHead(503).end("the stock does not answer\n");
  }
});
server.listen(Number(process.env.PORT));
process.on("SIGTERM", () => server.close());
