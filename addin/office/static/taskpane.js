/* The task pane: find a function, read its help, take its example into a cell.
 *
 * Everything shown comes from the list that the service makes from its functions. Text goes into
 * the page as text, never as markup. Works in any browser; with Excel around it, it also inserts.
 */
(function () {
  "use strict";

  const TOKEN = "onbalance.token";
  const START = "onbalance serve --certificate localhost.pem --key localhost.key";
  const one = (id) => document.getElementById(id);
  const search = one("search");
  const list = one("list");
  const help = one("help");

  let all = [];
  let shown = [];
  let chosen = -1;
  let listScroll = 0;

  function make(tag, text, properties) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    return Object.assign(element, properties);
  }

  /* A formula that breaks after its brackets and commas, not inside a name. */
  function formula(text) {
    const element = make("pre");
    for (const piece of text.split(/(?<=[(,;])/)) {
      element.append(piece, document.createElement("wbr"));
    }
    return element;
  }

  /* ---------------------------------------------------------------- search */

  /* 0 is best; -1 is not found. Every word must be somewhere. */
  function rank(entry, words) {
    let worst = 0;
    for (const word of words) {
      const name = entry.name.toLowerCase();
      const at = [
        name === word || name.replace(/_/g, " ") === word,
        name.startsWith(word),
        name.includes(word),
        entry.summary.toLowerCase().includes(word),
        entry.everything.includes(word),
      ].indexOf(true);
      if (at < 0) return -1;
      worst = Math.max(worst, at);
    }
    return worst;
  }

  function find(text) {
    const words = text.toLowerCase().replace(/^=?(onbalance\.)?/, "").split(/\s+/).filter(Boolean);
    const ranked = all.map((entry) => [rank(entry, words), entry]).filter(([at]) => at >= 0);
    if (words.length) ranked.sort((a, b) => a[0] - b[0]);
    return ranked.map(([, entry]) => entry);
  }

  function draw() {
    const text = search.value.trim();
    shown = find(text);
    list.replaceChildren();
    let category = null;
    shown.forEach((entry, k) => {
      if (!text && entry.category !== category) {
        category = entry.category;
        list.append(make("h2", category, { role: "presentation" }));
      }
      const item = make("div", "", { className: "item", id: "item" + k });
      item.setAttribute("role", "option");
      item.append(make("b", entry.name), make("span", entry.summary));
      item.addEventListener("click", () => open(k));
      list.append(item);
    });
    const many = shown.length === 1 ? "1 function" : shown.length + " functions";
    one("count").textContent = shown.length ? many : "No function found; try another word.";
    choose(text && shown.length ? 0 : -1);
  }

  function choose(k) {
    chosen = k;
    for (const item of list.querySelectorAll(".item")) {
      const is = item.id === "item" + k;
      item.setAttribute("aria-selected", String(is));
      if (is) item.scrollIntoView({ block: "nearest" });
    }
    if (k >= 0) search.setAttribute("aria-activedescendant", "item" + k);
    else search.removeAttribute("aria-activedescendant");
  }

  /* ---------------------------------------------------------------- help */

  function section(title, ...pieces) {
    help.append(make("h3", title), ...pieces);
  }

  function open(k) {
    const entry = shown[k];
    choose(k);
    listScroll = document.querySelector("main").scrollTop;
    help.replaceChildren();
    const back = make("button", "‹ All functions", { className: "plain", type: "button" });
    back.addEventListener("click", close);
    help.append(back, make("h2", entry.name), make("p", entry.summary));
    help.append(formula("=" + entry.syntax));
    section("Example", formula(entry.example), buttons(entry));
    help.append(make("p", "Shows " + entry.shows, { className: "quiet" }));
    section("Arguments", meanings(entry));
    section("Result", make("p", entry.result[0].toUpperCase() + entry.result.slice(1)));
    if (entry.sign) help.append(make("p", "Sign: " + entry.sign, { className: "quiet" }));
    if (entry.notes) section("Notes", make("p", unfolded(entry.notes), { className: "notes" }));
    if (entry.native) section("In Excel's own functions", formula(entry.native));
    else section("In Excel's own functions", make("p", "None: " + entry.reason + "."));
    if (entry.domain) help.append(make("p", "For " + entry.domain + ".", { className: "quiet" }));
    section("Source", make("p", entry.source));
    list.hidden = true;
    help.hidden = false;
    document.querySelector("main").scrollTop = 0;
    help.querySelector(".main").focus({ preventScroll: true });
  }

  function close() {
    help.hidden = true;
    list.hidden = false;
    document.querySelector("main").scrollTop = listScroll;
    search.focus();
  }

  /* Lines that were broken for the width of a source file run on; bullets and paragraphs stay. */
  function unfolded(text) {
    return text.replace(/([^\n])\n(?!\n|\s*[*-] )\s*/g, "$1 ");
  }

  function meanings(entry) {
    const found = make("dl");
    for (const argument of entry.arguments) {
      const term = make("dt", argument.name);
      if (!argument.required) term.append(" ", make("i", "optional"));
      found.append(term, make("dd", argument.help));
    }
    return found;
  }

  function buttons(entry) {
    const row = make("div", "", { className: "buttons" });
    const copy = make("button", "Copy", { className: "main", type: "button" });
    const said = make("span", "", { className: "quiet" });
    said.setAttribute("role", "status");
    copy.addEventListener("click", async () => {
      said.textContent = (await toClipboard(entry.example)) ? "Copied" : "Select it and copy";
    });
    row.append(copy);
    if (window.Excel && window.Excel.run) {
      const put = make("button", "Insert into the selected cell", { type: "button" });
      put.addEventListener("click", async () => {
        said.textContent = await insert(entry.example);
      });
      const hint = make("span", "In Excel with ; between arguments use Insert", {
        className: "quiet",
      });
      row.append(put, said, hint);
    } else row.append(said);
    return row;
  }

  async function toClipboard(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) {
      /* closed to a frame or without https: the old way */
    }
    const area = make("textarea", "", { value: text, className: "hidden" });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }

  async function insert(formula) {
    try {
      await window.Excel.run(async (context) => {
        const cell = context.workbook.getSelectedRange().getCell(0, 0);
        cell.formulas = [[formula]];
        await context.sync();
      });
      return "Inserted";
    } catch (error) {
      return "Excel did not take it: " + error.message;
    }
  }

  /* ---------------------------------------------------------------- keyboard */

  const ITEMS_A_PAGE = 8;

  search.addEventListener("input", () => {
    if (list.hidden) {
      help.hidden = true;
      list.hidden = false;
    }
    draw();
  });
  search.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: ITEMS_A_PAGE, PageUp: -ITEMS_A_PAGE };
    if (event.key in steps && shown.length && !list.hidden) {
      event.preventDefault();
      choose(Math.min(Math.max(chosen + steps[event.key], 0), shown.length - 1));
    } else if (event.key === "Enter" && shown.length && !list.hidden) {
      event.preventDefault();
      open(Math.max(chosen, 0));
    } else if (event.key === "Escape" && list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Escape" && search.value) {
      event.preventDefault();
      search.value = "";
      draw();
    }
  });
  help.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });

  /* ---------------------------------------------------------------- the service */

  function service() {
    const stated = document.querySelector('meta[name="onbalance-service"]').content;
    return stated || new URL(".", location.href).href.replace(/\/$/, "");
  }

  function say(state, isGood) {
    one("state").textContent = state;
    one("dot").className = isGood ? "good" : "bad";
  }

  function token() {
    try {
      return localStorage.getItem(TOKEN) || "";
    } catch (error) {
      return "";
    }
  }

  async function isTokenRight() {
    const headers = { "Content-Type": "application/json", Authorization: "Bearer " + token() };
    const reply = await fetch(service() + "/call", { method: "POST", headers, body: "[]" });
    return reply.ok;
  }

  async function ask() {
    let health;
    try {
      health = await (await fetch(service() + "/health", { cache: "no-store" })).json();
    } catch (error) {
      say("No answer at " + service() + ". Start it with: " + START, false);
      return;
    }
    const isNeeded = Boolean(health.token);
    const isRight = !isNeeded || (token() !== "" && (await isTokenRight()));
    one("access").hidden = isRight;
    const mine = one("version").dataset.version;
    if (!isRight) say("The service asks for its token.", false);
    else if (mine && mine !== health.version) {
      say("The service is version " + health.version + ": load the add-in again.", false);
    } else say("Connected to " + new URL(service()).host, true);
  }

  one("access").addEventListener("submit", (event) => {
    event.preventDefault();
    try {
      localStorage.setItem(TOKEN, one("token").value.trim());
    } catch (error) {
      say("This browser keeps no token for the pane.", false);
      return;
    }
    one("token").value = "";
    ask();
  });

  async function start() {
    try {
      const found = await (await fetch("functions", { cache: "no-cache" })).json();
      const order = [...new Set(found.functions.map((entry) => entry.category))].sort();
      all = found.functions.slice().sort((a, b) =>
        order.indexOf(a.category) - order.indexOf(b.category) || (a.name < b.name ? -1 : 1));
      for (const entry of all) entry.everything = JSON.stringify(entry).toLowerCase();
      one("version").textContent = "version " + found.version;
      one("version").dataset.version = found.version;
      draw();
    } catch (error) {
      one("count").textContent = "The list of functions could not be read.";
    }
    await ask();
    setInterval(ask, 30000);
  }

  start();
})();
