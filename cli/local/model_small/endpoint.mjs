// A real, small language model on loopback, as an OpenAI-compatible endpoint: node endpoint.mjs PORT MODEL.gguf MODULES
//
// It is a base model, which follows no instructions: what it says is in the shape that was asked for, since a grammar
// made of the schema leaves it no other way, and is otherwise whatever comes. One question at a time, in one thread: with
// two on two busy cores each waits for the other.
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [port, modelPath, modules] = process.argv.slice(2);
const NAME = "gemma-3-270m";
const MAX_LISTED = 2;
const MAX_STRING = 100;
const MAX_CONTEXT = 4096;
const MAX_BODY = 1024 * 1024;
const KEPT = ["type", "enum", "const", "properties", "items", "minItems", "maxItems", "description"];

const { getLlama, LlamaCompletion } = await import(
  pathToFileURL(join(modules, "node-llama-cpp", "dist", "index.js")).href
);
const llama = await getLlama({ gpu: false, build: "never", logLevel: "error", maxThreads: 1 });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ contextSize: MAX_CONTEXT, threads: 1 });
const sequence = context.getSequence();
const completion = new LlamaCompletion({ contextSequence: sequence });
let last = Promise.resolve();

// The part of JSON Schema that grammars are made of; lists and texts end somewhere, or this model never would.
function bounded(schema) {
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return { oneOf: options.map(bounded) };
  const kept = Object.fromEntries(Object.entries(schema).filter(([key]) => KEPT.includes(key)));
  if (kept.properties) {
    kept.properties = Object.fromEntries(Object.entries(kept.properties).map(([key, part]) => [key, bounded(part)]));
  }
  if (kept.items) kept.items = bounded(kept.items);
  if (kept.type === "array") kept.maxItems = Math.min(kept.maxItems ?? MAX_LISTED, MAX_LISTED);
  if (kept.type === "string" && !kept.enum) kept.maxLength = Math.min(schema.maxLength ?? MAX_STRING, MAX_STRING);
  return kept;
}

function wanted(request) {
  const named = request.tool_choice?.function?.name;
  const tool = request.tools?.find((one) => one.function.name === named)?.function;
  const schema = request.response_format?.json_schema?.schema ?? tool?.parameters;
  return { schema, tool: request.response_format ? undefined : tool };
}

async function answered(request, signal) {
  const { schema, tool } = wanted(request);
  const told = request.messages.map((message) => `${message.role}:\n${message.content ?? ""}`).join("\n\n");
  const tokens = model.tokenize(`${told}\n\nassistant:\n`);
  const most = Math.min(request.max_tokens ?? 200, 600);
  const room = MAX_CONTEXT - most - 16;
  const prompt = tokens.length > room ? tokens.slice(tokens.length - room) : tokens;
  await sequence.clearHistory();
  const grammar = schema ? await llama.createGrammarForJsonSchema(bounded(schema)) : undefined;
  const { response, metadata } = await completion.generateCompletionWithMeta(prompt, {
    grammar,
    maxTokens: most,
    temperature: request.temperature ?? 0,
    signal,
    stopOnAbortSignal: false,
  });
  const call = { id: "call-1", type: "function", function: { name: tool?.name, arguments: response } };
  const message = tool
    ? { role: "assistant", content: null, tool_calls: [call] }
    : { role: "assistant", content: response };
  const finish = metadata.stopReason === "maxTokens" ? "length" : tool ? "tool_calls" : "stop";
  const written = model.tokenize(response).length;
  const usage = { prompt_tokens: prompt.length, completion_tokens: written, total_tokens: prompt.length + written };
  return { object: "chat.completion", model: NAME, choices: [{ index: 0, message, finish_reason: finish }], usage };
}

function send(response, status, content) {
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(content));
}

async function body(request) {
  let text = "";
  for await (const part of request) {
    text += part;
    if (text.length > MAX_BODY) throw new Error("too long");
  }
  return JSON.parse(text);
}

createServer(async (request, response) => {
  if (request.method === "GET" && request.url === "/v1/models") {
    return send(response, 200, { object: "list", data: [{ id: NAME, object: "model" }] });
  }
  if (request.method !== "POST" || request.url !== "/v1/chat/completions") {
    return send(response, 404, { error: { message: "there is no such path" } });
  }
  // Whoever asked and waits no longer keeps nobody else waiting.
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  let asked;
  try {
    asked = await body(request);
  } catch {
    return send(response, 400, { error: { message: "that is no JSON" } });
  }
  last = last.then(async () => {
    if (gone.signal.aborted) return;
    try {
      send(response, 200, await answered(asked, gone.signal));
    } catch (error) {
      send(response, 500, { error: { message: String(error.message ?? error) } });
    }
  });
}).listen(Number(port), "127.0.0.1");

for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
