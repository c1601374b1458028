/* The functions of OnBalance in Excel, through Office.js.
 *
 * All calls of one recalculation are gathered for a moment and sent to the service in one request.
 * Nothing is computed here, no function is named here, and nothing is loaded from elsewhere.
 */
(function (scope) {
  "use strict";

  /* [id, name, number of parameters] of each; filled in when the file is handed out. */
  const FUNCTIONS = /* the functions */ [];

  const LAST_ERROR = "ONBALANCE_LAST_ERROR";
  const WAIT = 20; /* ms to gather calls */
  const CALLS = 10000; /* at most in one request */
  const CELLS = 400000;
  const CHARACTERS = 5000000; /* at most 3 bytes each */
  const LARGEST = 250000; /* cells of one argument */
  const PATIENCE = 60000; /* ms for an answer */
  const PAUSE = 300; /* ms before the one retry */
  const LOOKUP = 2000; /* ms to find out which zeros are blank cells */
  const LOOKUP_CELLS = 100000;
  const TOKEN = "onbalance.token";
  const START = "onbalance serve --certificate localhost.pem --key localhost.key";

  const CODES = {
    "#VALUE!": "invalidValue",
    "#NUM!": "invalidNumber",
    "#N/A": "notAvailable",
    "#DIV/0!": "divisionByZero",
    "#NULL!": "nullReference",
  };

  let waiting = [];
  let timer = null;
  let busy = Promise.resolve();
  let lastError = "No error yet";

  /* ---------------------------------------------------------------- the service */

  function service() {
    const page = scope.document;
    const meta = page && page.querySelector('meta[name="onbalance-service"]');
    const stated = meta && meta.getAttribute("content");
    return stated || new URL(".", scope.location.href).href.replace(/\/$/, "");
  }

  function headers() {
    const found = { "Content-Type": "application/json" };
    try {
      const token = scope.localStorage && scope.localStorage.getItem(TOKEN);
      if (token) found.Authorization = "Bearer " + token;
    } catch (error) {
      /* storage is closed to this page: the service will say that it asks for a token */
    }
    return found;
  }

  function refusal(sentence, retry) {
    const error = new Error(sentence);
    error.retry = retry;
    return error;
  }

  async function once(body) {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), PATIENCE);
    let reply;
    let text;
    try {
      reply = await scope.fetch(service() + "/call", {
        method: "POST",
        headers: headers(),
        body: body,
        cache: "no-store",
        credentials: "omit",
        redirect: "error",
        signal: stop.signal,
      });
      text = await reply.text();
    } catch (error) {
      const late = stop.signal.aborted;
      throw refusal(
        "The OnBalance service at " + service() +
          (late ? " did not answer within " + PATIENCE / 1000 + " s."
            : " does not answer. Start it with: " + START),
        !late,
      );
    } finally {
      clearTimeout(clock);
    }
    let found = null;
    try {
      found = JSON.parse(text);
    } catch (error) {
      /* said below */
    }
    if (reply.ok && found && Array.isArray(found.results)) return found.results;
    const why = found && typeof found.error === "string" ? found.error : "HTTP " + reply.status;
    throw refusal("The OnBalance service at " + service() + " says: " + why, reply.status === 503);
  }

  async function ask(body) {
    try {
      return await once(body);
    } catch (error) {
      if (!error.retry) throw error;
      await new Promise((done) => setTimeout(done, PAUSE));
      return once(body);
    }
  }

  /* ---------------------------------------------------------------- cells */

  function outward(value) {
    if (value === null || value === undefined) return null;
    if (typeof value === "number") return Number.isFinite(value) ? value : { error: "#NUM!" };
    if (typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "object") {
      if (typeof value.code === "string" && value.code[0] === "#") return { error: value.code };
      if (value.type === "Empty" || value.basicType === "Empty") return null;
      if (value.type === "Error" || value.basicType === "Error") {
        return { error: String(value.basicValue) };
      }
      if ("basicValue" in value) return outward(value.basicValue);
    }
    return { error: "#VALUE!" };
  }

  function fault(cell) {
    const names = scope.CustomFunctions.ErrorCode;
    const code = names[CODES[cell.error]] || names.invalidValue;
    lastError = cell.message;
    return new scope.CustomFunctions.Error(code, cell.message);
  }

  function isFault(cell) {
    return cell !== null && typeof cell === "object";
  }

  function settle(call, rows) {
    if (!Array.isArray(rows) || !rows.length) {
      call.fail(fault({ error: "#N/A", message: call.name + ": the service sent no result" }));
    } else if (rows.length === 1 && rows[0].length === 1 && isFault(rows[0][0])) {
      call.fail(fault(rows[0][0])); /* thrown, its sentence shows beside the cell */
    } else {
      call.done(rows.map((row) => row.map((cell) => (isFault(cell) ? fault(cell) : cell))));
    }
  }

  /* ---------------------------------------------------------------- blank cells */

  /* Excel on the desktop brings a blank cell as 0. Where an argument comes from the sheet and has
   * a zero in it, the sheet is asked which of its cells are blank. Without an answer a zero stays
   * a zero. The cells of another workbook cannot be asked. */
  function place(address) {
    const at = typeof address === "string" ? address.lastIndexOf("!") : -1;
    if (at < 1 || address.indexOf(",") > at) return null;
    let sheet = address.slice(0, at);
    if (sheet[0] === "'") sheet = sheet.slice(1, -1).replace(/''/g, "'");
    if (/[[\]]/.test(sheet)) return null; /* no name of a sheet has a bracket, a workbook's does */
    return { sheet: sheet, cells: address.slice(at + 1) };
  }

  function doubtful(calls) {
    const found = new Map();
    let cells = 0;
    for (const call of calls) {
      call.arguments.forEach((block, k) => {
        const where = place(call.addresses[k]);
        if (!where || !Array.isArray(block)) return;
        if (!block.some((row) => row.indexOf(0) >= 0)) return;
        const key = call.addresses[k];
        if (!found.has(key)) {
          cells += block.length * block[0].length;
          if (cells > LOOKUP_CELLS) return;
          found.set(key, { where: where, blocks: [] });
        }
        found.get(key).blocks.push(block);
      });
    }
    return found;
  }

  async function kinds(found) {
    await scope.Excel.run(async (context) => {
      for (const one of found.values()) {
        one.sheet = context.workbook.worksheets.getItemOrNullObject(one.where.sheet);
      }
      await context.sync();
      const known = [...found.values()].filter((one) => !one.sheet.isNullObject);
      for (const one of known) {
        one.range = one.sheet.getRange(one.where.cells);
        one.range.load("valueTypes");
      }
      await context.sync();
      for (const one of known) one.kinds = one.range.valueTypes;
    });
  }

  async function restoreBlanks(calls) {
    if (!scope.Excel || typeof scope.Excel.run !== "function") return;
    const found = doubtful(calls);
    if (!found.size) return;
    let clock;
    const late = new Promise((done) => {
      clock = setTimeout(done, LOOKUP);
    });
    try {
      await Promise.race([kinds(found), late]);
    } catch (error) {
      return; /* a zero stays a zero */
    } finally {
      clearTimeout(clock);
    }
    for (const one of found.values()) {
      if (!one.kinds) continue;
      for (const block of one.blocks) {
        if (one.kinds.length !== block.length || one.kinds[0].length !== block[0].length) continue;
        block.forEach((row, i) => row.forEach((cell, j) => {
          if (cell === 0 && one.kinds[i][j] === "Empty") row[j] = null;
        }));
      }
    }
  }

  /* ---------------------------------------------------------------- batches */

  function size(call) {
    return call.arguments.reduce(
      (sum, block) => sum + (Array.isArray(block) ? block.length * block[0].length : 1), 0,
    );
  }

  function batches(calls) {
    const found = [];
    let now = null;
    for (const call of calls) {
      const cells = size(call);
      const text = JSON.stringify({ name: call.name, arguments: call.arguments });
      const isFull = now && (now.calls.length >= CALLS || now.cells + cells > CELLS ||
        now.characters + text.length > CHARACTERS);
      if (!now || isFull) {
        now = { calls: [], texts: [], cells: 0, characters: 0 };
        found.push(now);
      }
      now.calls.push(call);
      now.texts.push(text);
      now.cells += cells;
      now.characters += text.length;
    }
    return found;
  }

  async function send(batch) {
    let results;
    try {
      results = await ask("[" + batch.texts.join(",") + "]");
    } catch (error) {
      for (const call of batch.calls) {
        call.fail(fault({ error: "#N/A", message: error.message }));
      }
      return;
    }
    batch.calls.forEach((call, k) => settle(call, results[k]));
  }

  async function flush(calls) {
    await restoreBlanks(calls);
    for (const batch of batches(calls)) await send(batch);
  }

  function gathered() {
    const calls = waiting;
    waiting = [];
    timer = null;
    const mine = flush(calls).catch((error) => {
      for (const call of calls) {
        call.fail(fault({ error: "#VALUE!", message: call.name + ": " + error.message }));
      }
    });
    busy = Promise.all([busy, mine]);
  }

  function filled(block) {
    let rows = block.length;
    while (rows > 1 && block[rows - 1].every((cell) => outward(cell) === null)) rows -= 1;
    return rows;
  }

  /* Whole columns: the blank rows below all of them are left out. Those of one call are cut to one
   * length, so that their rows still belong together; what was cut is not asked of the sheet. */
  function cut(values, addresses) {
    const long = [...values.keys()].filter((k) =>
      Array.isArray(values[k]) && values[k].length * values[k][0].length > LARGEST);
    const rows = Math.max(0, ...long.map((k) => filled(values[k])));
    for (const k of long) {
      if (rows >= values[k].length) continue;
      values[k] = values[k].slice(0, rows);
      addresses[k] = null;
    }
  }

  function compute(name, most, given) {
    const last = given[given.length - 1];
    const isInvocation = last !== null && typeof last === "object" && !Array.isArray(last) &&
      given.length > 0 && !(last instanceof scope.CustomFunctions.Error);
    const values = (isInvocation ? given.slice(0, -1) : given).slice(0, most);
    const addresses = [...((isInvocation && last.parameterAddresses) || [])];
    cut(values, addresses);
    for (const [k, value] of values.entries()) {
      const cells = Array.isArray(value) ? value.length * value[0].length : 1;
      if (cells > LARGEST) {
        const most = LARGEST.toLocaleString("en-US");
        const message = name + ": argument " + (k + 1) + " must hold at most " + most + " cells";
        return Promise.reject(fault({ error: "#VALUE!", message: message }));
      }
    }
    const blocks = values.map((value) =>
      Array.isArray(value) ? value.map((row) => row.map(outward)) : outward(value));
    while (blocks.length && blocks[blocks.length - 1] === null) blocks.pop();
    return new Promise((done, fail) => {
      waiting.push({ name: name, arguments: blocks, addresses: addresses, done: done, fail: fail });
      if (timer === null) timer = setTimeout(gathered, WAIT);
    });
  }

  /* Waits for what is being computed, so that it tells of this recalculation. */
  async function sentence() {
    if (timer !== null) await new Promise((done) => setTimeout(done, 2 * WAIT));
    await busy;
    return [[lastError]];
  }

  const inExcel = scope.CustomFunctions && scope.CustomFunctions.associate;
  for (const [id, name, most] of inExcel ? FUNCTIONS : []) {
    scope.CustomFunctions.associate(
      id,
      name === LAST_ERROR ? sentence : (...given) => compute(name, most, given),
    );
  }

  if (scope.Office && scope.Office.onReady) scope.Office.onReady();
})(globalThis);
