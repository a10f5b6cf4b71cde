// JSONata as its makers wrote it: one expression a line in, its value a line out. node jsonata_evaluator.mjs JSONATA
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const jsonata = createRequire(import.meta.url)(process.argv[2]);
for await (const line of createInterface({ input: process.stdin })) {
  try {
    const value = await jsonata(JSON.parse(line)).evaluate(null);
    console.log(JSON.stringify({ value: value === undefined ? null : value }));
  } catch (problem) {
    console.log(JSON.stringify({ problem: problem.message }));
  }
}
