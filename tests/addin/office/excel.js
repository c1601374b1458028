/* Stands in for Excel: runs the real functions.js, calls its functions, prints what cells show.
 *
 * Input, as JSON: {script, page, steps, blanks, token}. A step is a list of calls made in one
 * recalculation, [id, arguments, addresses, whole]; an error cell is {"$error": "#N/A"}. Where
 * whole[k] is {rows, with}, argument k is made that long with such cells.
 */
"use strict";

const vm = require("node:vm");

const ErrorCode = {
  divisionByZero: "#DIV/0!",
  invalidName: "#NAME?",
  invalidNumber: "#NUM!",
  invalidReference: "#REF!",
  invalidValue: "#VALUE!",
  notAvailable: "#N/A",
  nullReference: "#NULL!",
};

class CellError {
  constructor(code, message) {
    if (!Object.values(ErrorCode).includes(code)) throw new TypeError("no such error: " + code);
    /* Excel returns neither from a custom function. */
    if (code === "#NAME?" || code === "#REF!") if (message) throw new TypeError("not an output");
    this.code = code;
    this.message = message;
  }
}

const functions = new Map();
const bodies = [];

/* Counts the requests. */
async function counted(url, options) {
  bodies.push(options.body.length);
  return realFetch(url, options);
}
const realFetch = globalThis.fetch;

function inward(value) {
  if (Array.isArray(value)) return value.map(inward);
  if (value && typeof value === "object" && "$error" in value) return new CellError(value.$error);
  return value;
}

function outward(cell) {
  if (cell instanceof CellError) return { error: cell.code, message: cell.message };
  if (cell === null || cell === undefined) return { odd: String(cell) };
  return cell;
}

async function shown(call) {
  const [id, given, addresses, whole] = call;
  const known = functions.get(id);
  if (!known) return [[{ error: "#NAME?", message: "not associated" }]];
  try {
    const full = inward(given).map((block, k) => {
      const padded = whole && whole[k];
      if (!padded) return block;
      const more = padded.with === "undefined" ? undefined : padded.with;
      return block.concat(Array.from({ length: padded.rows - block.length }, () =>
        block[0].map(() => more)));
    });
    const rows = await known(...full, { parameterAddresses: addresses });
    return rows.map((row) => row.map(outward));
  } catch (error) {
    return [[outward(error)]];
  }
}

/* A workbook with the sheets that `blanks` names, as sheet|cells. */
function workbook(blanks) {
  const known = new Set(Object.keys(blanks).map((key) => key.split("|")[0]));
  const asked = [];
  const sheets = [];
  const sheet = (name, isSure) => {
    const found = {
      name,
      isSure,
      getRange: (cells) => {
        const range = { key: name + "|" + cells, load: () => {}, sheet: name };
        asked.push(range);
        return range;
      },
    };
    sheets.push(found);
    return found;
  };
  return {
    sync: async () => {
      if (blanks === "hang") await new Promise(() => {});
      for (const one of sheets) {
        if (one.isSure && !known.has(one.name)) throw new Error("ItemNotFound");
        one.isNullObject = !known.has(one.name);
      }
      for (const range of asked) {
        if (!known.has(range.sheet)) throw new Error("InvalidObjectPath");
        range.valueTypes = blanks[range.key];
      }
    },
    workbook: {
      worksheets: {
        getItem: (name) => sheet(name, true),
        getItemOrNullObject: (name) => sheet(name, false),
      },
    },
  };
}

async function main(input) {
  globalThis.CustomFunctions = {
    ErrorCode,
    Error: CellError,
    associate: (id, one) => functions.set(id, one),
  };
  globalThis.location = { href: input.page };
  globalThis.fetch = counted;
  const kept = new Map(input.token ? [["onbalance.token", input.token]] : []);
  globalThis.localStorage = { getItem: (key) => (kept.has(key) ? kept.get(key) : null) };
  let isReady = false;
  globalThis.Office = { onReady: () => { isReady = true; } };
  if (input.blanks) {
    globalThis.Excel = { run: async (work) => work(workbook(input.blanks)) };
  }
  vm.runInThisContext(input.script, "functions.js");

  const steps = [];
  for (const step of input.steps) {
    const before = bodies.length;
    const began = performance.now();
    const results = await Promise.all(step.map(shown));
    const requests = bodies.slice(before);
    steps.push({ results, requests, ms: performance.now() - began });
  }
  return { steps, ids: [...functions.keys()], ready: isReady };
}

let text = "";
process.stdin.on("data", (piece) => { text += piece; });
process.stdin.on("end", async () => {
  process.stdout.write(JSON.stringify(await main(JSON.parse(text))), () => process.exit(0));
});
