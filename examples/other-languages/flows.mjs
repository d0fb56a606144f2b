// Five flows against a sandbox of Truora, with nothing but Node's own modules.
//
//     truora-go sandbox --pace 30
//     node flows.mjs people.xlsx
//
// people.xlsx has document numbers in its first column. TRUORA_BASE_URL and
// TRUORA_API_KEY say where the sandbox is, and which account of it to use.

import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

const BASE = process.env.TRUORA_BASE_URL ?? "http://127.0.0.1:8090";
const KEY = process.env.TRUORA_API_KEY ?? "truoratest-made-up-key";

// At Truora itself these are https://api.checks.truora.com and so on.
const [CHECKS, ACCOUNT, IDENTITY, CONNECT] =
  ["checks", "account", "identity", "connect"].map(name => `${BASE}/api.${name}.truora.com/v1`);

// Refused is an error that Truora answered. Its text has no URL: that may hold a token.
class Refused extends Error {
  constructor(status, text) {
    super(`${status}: ${text.slice(0, 300)}`);
    this.status = status;
  }
}

async function send(method, url, { headers, body } = {}) {
  // A redirect would take the key along to wherever it leads.
  const answer = await fetch(url, { method, headers, body, redirect: "error", signal: AbortSignal.timeout(30_000) });
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (!answer.ok) throw new Refused(answer.status, bytes.toString());
  return bytes;
}

// call calls Truora: with a form, with JSON, or with neither.
async function call(method, url, { form, json, key = KEY } = {}) {
  const headers = { "Truora-API-Key": key };
  let body;
  if (form) body = new URLSearchParams(form); // fetch sets the type
  if (json) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(json);
  }
  const bytes = await send(method, url, { headers, body });
  return bytes.length > 0 ? JSON.parse(bytes) : {};
}

// upload puts a file on a link that Truora gave. The link is signed: the key must not go
// along.
function upload(url, body, type) {
  return send("PUT", url, { body, headers: { "Content-Type": type } });
}

// wait looks until there is something. Webhooks tell the same sooner.
async function wait(what, look, seconds = 60) {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; await sleep(200)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`${what} did not come in time`);
}

// unlessMissing is nothing for what is not ready yet, which is answered with 404.
async function unlessMissing(look) {
  try {
    return await look();
  } catch (refusal) {
    if (refusal.status !== 404) throw refusal;
  }
}

async function createCheck(nationalID) {
  // Billed. Equal inputs give the check that is there, so this call may be sent again.
  const form = { country: "CO", type: "person", national_id: nationalID, user_authorized: "true" };
  return (await call("POST", `${CHECKS}/checks`, { form })).check.check_id;
}

async function checkToPDF() {
  const id = await createCheck("1000009001"); // the sandbox finds something for 9001
  const check = await wait("the check", async () => {
    const now = (await call("GET", `${CHECKS}/checks/${id}`)).check;
    return ["completed", "error"].includes(now.status) && now;
  });
  await call("POST", `${CHECKS}/checks/${id}/pdf`);
  const headers = { "Truora-API-Key": KEY };
  const pdf = await wait("the PDF", () => unlessMissing(() => send("GET", `${CHECKS}/checks/${id}/pdf?lang=en`, { headers })));
  if (pdf.toString("latin1", 0, 5) !== "%PDF-") throw new Error("the PDF is none");
  return `${check.status}, score ${check.score}, PDF of ${pdf.length} bytes`;
}

async function processToVerdict() {
  const form = {
    key_type: "web", grant: "digital-identity", flow_id: "IPF1", country: "ALL",
    account_id: `ACC-${randomBytes(8).toString("hex")}`, redirect_url: "https://shop.example.com/after",
  };
  // People open identity.truora.com with this token. Here the program plays the person.
  const key = (await call("POST", `${ACCOUNT}/api-keys`, { form })).api_key;
  const url = `${IDENTITY}/processes/${(await call("POST", `${IDENTITY}/processes`, { json: {}, key })).process_id}`;
  const answers = { email: "ana@example.com", token: "123456", country: "CO", document_type: "national-id" };

  const step = async () => {
    const now = await call("GET", url, { key });
    return now.steps[now.current_step ?? 0];
  };
  let current, uploads = 0;
  while ((current = await step()).type !== "get_validations_result") {
    for (const file of current.files_upload_urls ?? []) {
      await upload(file.url, Buffer.from(`\x89PNG\r\n\x1a\n${file.name}`, "latin1"), "image/png");
      uploads++;
    }
    const inputs = (current.expected_inputs ?? []).map(({ type, name }) => ({ type, name, value: answers[name] }));
    const { step_id, type, verification_id } = current;
    await call("POST", url, { json: { step_id, type, verification_id, expected_inputs: inputs }, key });
    await wait("the step", async () => (await step()).step_id !== step_id);
  }
  const result = await wait("the verdict", async () => {
    const now = await call("GET", `${url}/result`);
    return now.status !== "pending" && now;
  });
  return `${result.status} after ${uploads} uploads`;
}

async function batch(sheet) {
  // columns_mapping says which column holds which input, from 0.
  const form = { service: "checks", country: "CO", type: "person", "columns_mapping.national_id": "0" };
  const made = await call("POST", `${ACCOUNT}/batches`, { form });
  await upload(made.file_upload_link, sheet, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  const url = `${ACCOUNT}/batches/${made.batch_id}`;
  await call("POST", `${url}/start`); // buys a check for each row
  const done = await wait("the batch", async () => {
    const now = await call("GET", url);
    return now.status === "completed" && now;
  });
  await call("POST", `${url}/report`, { form: { format: "csv" } });
  const { batch_report_url: link } = await wait("the report", () => unlessMissing(() => call("GET", `${url}/report`)));
  // Cells with commas or quotes need a CSV parser; numbers have neither.
  const [head, ...rows] = (await send("GET", link)).toString().trim().split("\n").map(line => line.split(","));
  const cell = (row, name) => row[head.indexOf(name)];
  return `${done.size} rows: ${rows.map(row => `${cell(row, "national_id")} ${cell(row, "status")}`).join(", ")}`;
}

// verify returns the events of a delivery, whose whole body is a JWT. Copy this.
function verify(jwt, key) {
  const end = jwt.lastIndexOf(".");
  const signed = jwt.slice(0, end), signature = Buffer.from(jwt.slice(end + 1), "base64url");
  const right = createHmac("sha256", key).update(signed).digest();
  // Before the signature is known to be good, nothing of the JWT is looked at.
  if (signature.length !== right.length || !timingSafeEqual(signature, right)) throw new Error("the delivery is not signed with the key");
  const [header, payload] = signed.split(".").map(part => JSON.parse(Buffer.from(part, "base64url")));
  if (header.alg !== "HS256") throw new Error("the delivery is signed by another algorithm");
  return payload.events;
}

async function webhook() {
  const key = randomBytes(32).toString("hex");
  const received = [];
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    try {
      received.push(verify(Buffer.concat(parts).toString(), key));
      response.writeHead(200).end();
    } catch (wrong) {
      received.push(wrong);
      response.writeHead(401).end();
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    // At Truora a receiver is added in the dashboard; the sandbox has a lever.
    const here = `http://127.0.0.1:${server.address().port}/`;
    await pull("Webhooks.Add", { url: here, key, events: ["check.finished"] });
    const id = await createCheck("1000009007"); // a slow one, which the lever ends
    await pull("Checks.Finish", id);
    const [event] = await wait("the webhook", () => received.shift());
    if (event.object.check_id !== id) throw new Error("the event is about another check");
    // The attempt is noted once the sandbox has our answer.
    const attempts = await wait("the note of the attempt", async () => {
      const { attempts } = await call("GET", `${BASE}/_sandbox/deliveries`);
      return attempts.length && attempts;
    });
    await pull("Webhooks.Redeliver", attempts.at(-1).delivery_id, { forged: true });
    const forged = await wait("the forged webhook", () => received.shift());
    if (!(forged instanceof Error)) throw new Error("a forged delivery was taken");
    await pull("Webhooks.Remove", here);
    return `${event.event_type}.${event.event_action} verified, a forged one refused`;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function pull(lever, ...json) {
  return call("POST", `${BASE}/_sandbox/levers/${lever}`, { json });
}

async function whatsapp() {
  const { outbound_id } = await call("POST", `${CONNECT}/whatsapp/outbounds`, { form: {
    waba_phone_number: "14080001111", language_code: "en", outbound_name: "card_ready", category: "UTILITY",
    is_notification: "true", template_type: "TEXT", content: "Hello {{.name}}, your card is ready", "var.name": "Ana",
  } });
  await wait("the approval of the template", async () =>
    (await call("GET", `${CONNECT}/whatsapp/outbounds/${outbound_id}`)).outbound_status === "APPROVED");
  // This messages a person: after a timeout do not send it again.
  await call("POST", `${CONNECT}/whatsapp/outbounds/send`, { form: {
    outbound_id, country_code: "+57", phone_number: "3001234567", "var.name": "Ana", user_authorized: "true",
  } });
  const arrived = await wait("the message", async () => {
    const { result } = await pull("WhatsApp.Phone.Messages", "+573001234567");
    return result?.length > 0 && result;
  });
  return `arrived: ${arrived.at(-1).text}`;
}

if (process.argv.length !== 3) {
  console.error("usage: node flows.mjs people.xlsx");
  process.exit(2);
}
const people = await readFile(process.argv[2]);
console.log("check:", await checkToPDF());
console.log("process:", await processToVerdict());
console.log("batch:", await batch(people));
console.log("webhook:", await webhook());
console.log("whatsapp:", await whatsapp());
