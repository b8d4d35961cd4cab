// Answers each line, a rule and its data as JSON, with what the makers of JsonLogic give for it.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const jsonLogic = createRequire(process.argv[2])("json-logic-js");

for await (const line of createInterface({ input: process.stdin })) {
  const [rule, data] = JSON.parse(line);
  const value = jsonLogic.apply(rule, data);
  console.log(JSON.stringify(value === undefined ? null : value));
}
