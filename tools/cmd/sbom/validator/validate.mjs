// Validates a bill of materials on standard input against CycloneDX's own schema, where
// nothing may stand that the schema has not got.
import { readFileSync } from "node:fs";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";

const text = readFileSync(0, "utf8");
const faults = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text);
if (faults !== null) {
  console.error(JSON.stringify(faults, null, 2));
  process.exit(1);
}
