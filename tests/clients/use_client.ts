// What a program does with the client in TypeScript.

import { ApiError, Client, Unreachable } from "./client.js";
import type { Related } from "./client.js";

declare const process: { env: { [name: string]: string } };

const { URL: url, KEY: key, FLAKY_URL: flakyUrl } = process.env;
const client = new Client(key, { url });
const name = "TypeScript client";

function check(truth: unknown, ...shown: unknown[]): void {
    if (!truth) {
        throw new Error(`it is not so: ${JSON.stringify(shown)}`);
    }
}

function same(found: unknown, wanted: unknown): void {
    check(JSON.stringify(found) === JSON.stringify(wanted), found, wanted);
}

async function failed<E extends Error>(kind: new (...args: any[]) => E, promise: Promise<unknown>): Promise<E> {
    try {
        await promise;
    } catch (error) {
        check(error instanceof kind, String(error));
        return error as E;
    }
    throw new Error("it is an error");
}

async function listed<T>(generator: AsyncGenerator<T>): Promise<T[]> {
    const found: T[] = [];
    for await (const each of generator) {
        found.push(each);
    }
    return found;
}

// many, listed page by page
const made = await client.res_partner.createMany(
    [0, 1, 2, 3, 4].map((number) => ({ name: `${name} ${number}`, ref: `ts-${number}` }))
);
const ours = [["ref", "=like", "ts-%"]];
same(
    (await listed(client.res_partner.all(ours, { pageSize: 2 }))).map((each) => each.id),
    made.map((each) => each.id)
);
const byName = await listed(
    client.res_partner.all(ours, { fields: ["name"], order: "name desc", pageSize: 2 })
);
same(byName.map((each) => each.name), [4, 3, 2, 1, 0].map((number) => `${name} ${number}`));
const page = await client.res_partner.page(ours, { fields: ["name", "ref"], limit: 2, offset: 4 });
same([page.results.length, page.total, page.offset], [1, 5, 4]);
const strangers = Array.from({ length: 2000 }, (_, number) => -1 - number);
const many = [["id", "in", [...made.map((each) => each.id), ...strangers]]];
same((await client.res_partner.page(many, { fields: "id" })).total, 5);
same(await client.res_partner.count(ours), 5);

// one: read, changed
const first = made[0].id;
const partner = await client.res_partner.update(
    first,
    { city: "Ghent", country_id: { code: "BE" } },
    ["city", "country_id", "child_ids"]
);
const country: Related | null = partner.country_id;
same([partner.city, country?.name, partner.child_ids], ["Ghent", "Belgium", []]);
const nested = await client.res_partner.read(first, "country_id(code)");
same(nested.country_id?.code, "BE");
const whole = await client.res_partner.read(first);
same(whole.ref, "ts-0");
const changed = await client.res_partner.updateMany([{ id: made[1].id, city: "Aalst" }], ["city"]);
same(changed.map((each) => each.city), ["Aalst"]);

// what there is, and what there is not
const upserted = await client.res_partner.upsert(
    [
        { ref: "ts-1", name: `${name} one` },
        { ref: "ts-5", name: `${name} 5` },
    ],
    "ref",
    ["name"]
);
same(upserted.map((each) => each.created), [false, true]);
same(upserted[0].record.name, `${name} one`);
const [named] = await client.res_partner.upsert([{ xmlid: "ts.one", name }], "xmlid");
same(named.created, true);

// lines, methods
const product = await client.product_product.create({ name: `${name} product` });
const order = await client.sale_order.create(
    { partner_id: first, order_line: [{ product_id: product.id, price_unit: 12.5 }] },
    "state,order_line(price_unit)"
);
const line = order.order_line![0];
check(typeof line === "object" && line.price_unit === 12.5, line);
same(order.state, "draft");
same(await client.sale_order.call("action_confirm", [order.id]), true);
same((await client.sale_order.read(order.id, ["state"])).state, "sale");
same(await client.res_partner.call("search_count", [], { domain: ours }), 6);

// files
const pixel = Uint8Array.from(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
        .match(/../g)!
        .map((pair) => parseInt(pair, 16))
);
const stored = await client.res_partner.upload(first, "image_1920", pixel, { name: "pixel.png" });
same(stored.mimetype, "image/png");
const image = new Uint8Array(await client.res_partner.download(first, "image_1920"));
same(String.fromCharCode(...image.slice(1, 4)), "PNG");
await client.res_partner.removeFile(first, "image_1920");
const attached = await client.res_partner.attach(first, "ünï code.txt", "An offer.");
same((await listed(client.res_partner.attachments(first))).map((each) => each.name), ["ünï code.txt"]);
const raw = await client.ir_attachment.download(attached.id, "raw");
same(new TextDecoder().decode(raw), "An offer.");
const printed = await client.sale_order.print("sale.report_saleorder", [order.id], "html");
check(new TextDecoder().decode(printed).includes("<html"));

// many in one
const results = await client.batch([
    { id: "p", method: "POST", path: "res.partner?fields=id", body: { name } },
    { id: "r", method: "GET", path: "res.partner/@{p.id}?fields=name" },
]);
same(results[1].body.name, name);

// mistakes
const error = await failed(
    ApiError,
    client.sale_order.create({ partner_id: { id: -1 }, order_line: [{ product_id: { id: -1 } }] })
);
same([error.status, error.code], [422, "invalid_values"]);
const pointers = error.mistakes.map((each) => each.pointer);
check(pointers.includes("/partner_id") && pointers.includes("/order_line/0/product_id"), pointers);
check(error.message.includes("/order_line/0/product_id: ") && error.requestId);
const missing = await failed(
    ApiError,
    client.batch([{ id: "x", method: "GET", path: "res.partner/2000000000" }])
);
same([missing.status, missing.code], [404, "missing_record"]);
same((await failed(ApiError, new Client("wrong", { url }).res_partner.count())).status, 401);
const nowhere = new Client(key, { url: "http://127.0.0.1:1", attempts: 1 });
check((await failed(Unreachable, nowhere.res_partner.count())).message.includes("127.0.0.1:1"));

// again where that is safe
const flaky = new Client(key, { url: flakyUrl });
const once = await flaky.res_partner.create({ name: `${name} once`, ref: "ts-once" });
same((await flaky.res_partner.read(once.id, ["ref"])).ref, "ts-once");
same(await client.res_partner.count([["ref", "=", "ts-once"]]), 1);
const impatient = new Client(key, { url: flakyUrl, attempts: 2 });
same((await failed(ApiError, impatient.res_partner.count())).status, 503);

await client.res_partner.delete(once.id, made[4].id);
same(await client.res_partner.count([["ref", "in", ["ts-once", "ts-4"]]]), 0);
console.log("done");
