// A client of Truora made from openapi.yaml alone: openapi-typescript writes the types,
// openapi-fetch calls. Arguments: where a fake has all hosts by their names, the key,
// and a check.
import createClient from "openapi-fetch";
import type { paths } from "./truora.js";

declare const process: { argv: [string, string, string, string, string] };
const [, , fake, key, checkId] = process.argv;

const client = (baseUrl: string) =>
  createClient<paths>({
    baseUrl,
    headers: { "Truora-API-Key": key },
    fetch: (request) => fetch(new Request(request.url.replace("https:/", fake), request)),
  });

function must<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) {
    throw new Error(`${answer.response.status}: ${JSON.stringify(answer.error)}`);
  }
  return answer.data;
}

const checks = client("https://api.checks.truora.com");
const get = (check_id: string) => checks.GET("/v1/checks/{check_id}", { params: { path: { check_id } } });
const { check } = must(await get(checkId));
const missing = await get("CHK0");
const created = must(
  await checks.POST("/v1/checks", {
    body: { country: "CO", type: "person", national_id: "1000000002", user_authorized: true },
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
  }),
);

// Two hosts have /v1/config: on the second one, /v1 is part of the server's URL.
const types = must(await checks.GET("/v1/config"));
const config = must(await client("https://api.validations.truora.com/v1").GET("/config"));

// @ts-expect-error: a score is a number
void (check.score satisfies string | undefined);
// @ts-expect-error: the contract knows no such status
void (check.status === "no_such_status");
// @ts-expect-error: a path needs its arguments
void (() => checks.GET("/v1/checks/{check_id}", {}));

console.log(
  JSON.stringify({ check, missing: missing.response.status, created: created.check.check_id, types, config }),
);
