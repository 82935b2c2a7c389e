// The review page: one question a screen, answered by keyboard or mouse. The server keeps what is said.

const element = (id) => document.getElementById(id);
const state = {
  texts: {}, english: localStorage.getItem("english") === "1", who: sessionStorage.getItem("who") || "",
  question: null, field: 0, changed: {}, note: "", outlined: true, skipped: [], sending: false,
  waiting: JSON.parse(sessionStorage.getItem("waiting") || "null"), started: Date.now(), answered: 0, left: 0, people: {},
  drawing: null, removing: null, group: null, alike: 0, wanted: decodeURIComponent(location.hash.slice(1)),
};
const KEYS = {
  Enter: "accept", e: "type", s: "sheet", r: "register", x: "object", l: "skip", z: "undo", n: "note", o: "outline",
  c: "cut", j: "join", d: "nothing", p: "placeSheet", b: "together",
};
const STEP = 0.01;  // of a picture: how far an arrow key moves the cross
const CLOSER = 10;  // times as large is the picture in which a known point is clicked

const text = (name) => (state.texts[name] || [name, name])[state.english ? 1 : 0];
const pick = (both) => both[state.english ? 1 : 0];

function made(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

// Telling the server; what it does not confirm is sent again.

async function get(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) [].concat(value).forEach((each) => query.append(name, each));
  const response = await fetch(`${path}?${query}`, { cache: "no-store" });
  if (!response.ok && response.status !== 422) throw new Error(String(response.status));
  return response.json();
}

async function send(answer) {
  state.waiting = answer;
  sessionStorage.setItem("waiting", JSON.stringify(answer));
  const path = answer.questions ? "answers" : "answer";
  for (let pause = 500; ; pause = Math.min(2 * pause, 8000)) {
    try {
      const response = await fetch(path, { method: "POST", body: JSON.stringify(answer) });
      if (response.ok || [400, 409, 422].includes(response.status)) {
        state.waiting = null;
        sessionStorage.removeItem("waiting");
        return { status: response.status, ...(await response.json()) };
      }
      tell(text(response.status === 403 ? "served_anew" : "no_answer"));
    } catch {
      tell(text("no_answer"));  // not reached: the answer is kept
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function identifier() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Showing.

function tell(what) { element("told").textContent = what; }

function label() {
  document.documentElement.lang = state.english ? "en" : "vi";
  document.title = text("title");
  element("language").textContent = text("language");
  document.querySelectorAll("[data-text]").forEach((node) => { node.textContent = text(node.dataset.text); });
}

function progress() {
  const minutes = state.answered ? Math.ceil((Date.now() - state.started) / state.answered * state.left / 60000) : null;
  const parts = [`${text("left")}: ${state.left}`];
  if (minutes !== null && state.left) parts.push(`≈ ${minutes} ${text("minutes_left")}`);
  const people = Object.entries(state.people).map(([name, count]) => `${name} ${count}`).join(", ");
  if (people) parts.push(`${text("people")}: ${people}`);
  element("progress").textContent = parts.join(" · ");
}

// An area to 0.1 m², as maps print it, or as it was read where it has a second figure.
const squareMetres = (value) => Number(value).toFixed(Number.isInteger(Math.round(value * 100) / 10) ? 1 : 2);

// A value as people write it: areas to 0.1 m², a comma for the point in Vietnamese; a code of ours by its name.
function told(name, value) {
  if (value === null) return text(name === "parcel" ? "no_parcel_known" : "unread");
  const field = state.question?.fields.find((each) => each.name === name);
  const named = field?.options.find((option) => option.title && String(option.value) === String(value));
  if (named) return pick(named.title);
  if (typeof value === "string") return value;
  const plain = name.includes("area") ? squareMetres(value) : name === "drawn" ? Number(value).toFixed(1) : String(value);
  return state.english ? plain : plain.replace(".", ",");
}

function title(question) {
  const thing = question.isObject ? "object" : question.about;
  const parts = [question.about === "ground" ? text(thing) : `${text(thing)} ${question.number ?? "?"}`];
  if (question.about !== "page") parts.push(`${text("sheet")} ${question.sheet ?? "?"}`);
  if (question.unit) parts.push(`${text("unit")} ${question.unit}`);
  return parts.join(" · ");
}

function show() {
  label();
  const question = state.question;
  element("entry").hidden = Boolean(state.who);
  element("question").hidden = !state.who || !question || Boolean(state.group);
  element("group").hidden = !state.group;
  element("nothing").hidden = !state.who || Boolean(question);
  progress();
  if (!question || !state.who) return;
  element("name").textContent = title(question);
  element("reasons").replaceChildren(...question.reasons.map((each) => made("li", { textContent: pick(each) })));
  element("drawn").textContent = question.drawn_m2 === null ? "" : `${text("drawn")}: ${told("drawn", question.drawn_m2)}`;
  pictures();
  fields();
  buttons();
}

function pictures() {
  const question = state.question;
  const names = { place: text("place"), label: text("label"), row: text("line"), page: text("whole_page"), seen: text("seen_then") };
  element("pictures").replaceChildren(...question.pictures.map((picture, place) => {
    const image = made("img", { src: address(question, place), alt: names[picture.kind] });
    const sheet = made("div", { className: "sheet" }, image);
    if (place === 0) sheet.addEventListener("click", (event) => clicked(event, image));
    return made("figure", { className: picture.kind }, made("figcaption", { textContent: names[picture.kind] }), sheet);
  }));
  element("question").classList.toggle("beside", ["place", "page"].includes(question.pictures[0]?.kind));
  drawn();
}

function address(question, place, extra = {}) {
  return `picture/${place}?${new URLSearchParams({ question: question.id, plain: state.outlined ? 0 : 1, ...extra })}`;
}

function current(name) { return name in state.changed ? state.changed[name] : undefined; }

function fields() {
  const rows = state.question.fields.map((field, place) => {
    const value = made("span", { className: "value", textContent: told(field.name, current(field.name) ?? field.value) });
    const options = made("div", { className: "options" }, ...field.options.map((option, order) => {
      const by = made("span", { className: "by", textContent: readers(option) });
      const key = place === state.field && order < 9 ? [made("kbd", { textContent: order + 1 })] : [];
      const button = made("button", { type: "button" }, ...key, told(field.name, option.value), by);
      const chosen = current(field.name) ?? (field.value === null ? null : String(field.value));
      if (String(option.value) === chosen) button.className = "chosen";
      button.addEventListener("click", () => choose(place, order));
      return button;
    }));
    const head = made("th", { scope: "row", textContent: text(`field_${field.name}`) });
    const row = made("tr", {}, head, made("td", {}, value), made("td", {}, options));
    row.classList.toggle("current", place === state.field);
    row.classList.toggle("doubtful", field.doubtful);
    return row;
  });
  element("fields").tBodies[0].replaceChildren(...rows);
}

function readers(option) {
  const sure = option.probability === null ? "" : ` ${Math.round(100 * option.probability)} %`;
  const said = option.by.map((each) => each.split(" ").map((part) => text(`by_${part}`)).join(": "));
  return said.join(", ") + sure;
}

function buttons() {
  if (state.drawing) return drawingButtons();
  const yes = state.question.about === "ground" ? "nothing_here" : "accept";
  const shown = [["Enter", yes, accept], ["Tab", "next_field", nextField], ["E", "type", typeValue]];
  if (state.question.codesDiffer) shown.push(["S", "sheet_holds", () => accept("sheet")], ["R", "register_holds", () => accept("register")]);
  if (state.alike > 1) shown.push(["B", "together", together, ` (${state.alike})`]);
  if (["parcel", "ground"].includes(state.question.about)) shown.push(["X", "no_parcel", typeObject]);
  if (state.question.hasLand) shown.push(["C", "cut", cut], ["J", "join", join], ["D", "no_land", nothing]);
  if (state.question.about === "row") shown.push(["D", "no_row", nothing]);
  if (state.question.canPlace) shown.push(["P", "place_sheet", placeSheet]);
  shown.push(["L", "skip", skip], ["Z", "undo", undo], ["N", "note", typeNote], ["O", "outline", outline]);
  offer(shown);
}

function offer(shown) {
  element("answers").replaceChildren(...shown.map(([key, name, act, more = ""]) => {
    const button = made("button", { type: "button" }, made("kbd", { textContent: key }), text(name), more);
    if (key === "Enter") button.className = "main";
    button.addEventListener("click", () => act());
    return button;
  }));
}

// While somebody draws, nothing but the drawing can be finished, taken back or left.
function drawingButtons() {
  const { kind } = state.drawing;
  const finish = { cut: "cut_here", join: "join_here", place: "place_here" }[kind];
  offer([["Enter", finish, finishDrawing], ["⌫", "last_point", takeBack], ["Esc", "back", stopDrawing]]);
}

// Asking.

async function ask() {
  try {
    const { who, skipped, wanted } = state;
    const { questions, left, people, failed, alike } = await get("next", { who, skipped, wanted });
    const [first, second] = questions;
    if (wanted && first?.id !== wanted) tell(text("not_open"));
    state.wanted = "";
    Object.assign(state, { question: first || null, changed: {}, note: "", drawing: null, group: null, alike, left, people });
    const doubtful = first ? first.fields.findIndex((field) => field.doubtful) : 0;
    state.field = Math.max(0, doubtful);
    if (failed) tell(text("not_renewed"));
    show();
    if (first) element("name").focus();
    if (second) second.pictures.forEach((_, place) => { new Image().src = address(second, place); });
  } catch {
    tell(text("no_answer"));
    setTimeout(ask, 2000);
  }
}

// Answering.

function choose(place, order) {
  const field = state.question.fields[place];
  if (!field || !field.options[order]) return;
  state.field = place;
  const value = field.options[order].value;
  if (value === field.value) delete state.changed[field.name];
  else state.changed[field.name] = String(value);
  fields();
}

function nextField() {
  state.field = (state.field + 1) % state.question.fields.length;
  fields();
}

async function accept(holds = "both") { await answer({ holds }); }

async function answer(what) {
  if (state.sending || !state.question) return;
  state.sending = true;
  tell("");
  const { question, changed, note, who } = state;
  const said = await send({ id: identifier(), question: question.id, who, changed, note, ...what });
  state.sending = false;
  if (said.status === 422 || said.status === 400) {
    tell(pick(said.told));
    const place = question.fields.findIndex((field) => field.name === said.field);
    if (place >= 0) state.field = place;
    fields();
    return;
  }
  tell(said.status === 409 ? pick(said.told) : `${text("saved")} ${title(question)}`);
  state.answered += said.status === 200 ? 1 : 0;
  await ask();
}

// Questions that are alike, answered together: each with its picture, the odd ones taken out.

async function together() {
  if (state.alike < 2) return;
  const { questions } = await get("group", { who: state.who, question: state.question.id });
  state.group = { questions, out: new Set(), value: null };
  show();
  grid();
  element("grid").querySelector("button")?.focus();
}

function grid() {
  const { questions, out, value } = state.group;
  element("group-name").textContent = `${text("together")}: ${text("chosen")} ${questions.length - out.size}/${questions.length}`;
  const field = groupField();
  element("grid").replaceChildren(...questions.map((question) => {
    const shown = brief(question).map((each) => {
      const said = told(each.name, value !== null && each.name === field?.name ? value : each.value);
      return each.name.startsWith("register_") ? `${text("by_register")}: ${said}` : said;
    });
    const image = made("img", { src: address(question, question.crop), alt: title(question) });
    const button = made("button", { type: "button" }, image, made("span", { textContent: shown.join(" · ") }));
    button.setAttribute("aria-pressed", String(!out.has(question.id)));
    button.addEventListener("click", () => toggle(question.id));
    return button;
  }));
  const options = field ? field.options.slice(0, 9) : [];
  element("group-values").replaceChildren(...options.map((option, order) => {
    const button = made("button", { type: "button" }, made("kbd", { textContent: order + 1 }), told(field.name, option.value));
    button.className = String(option.value) === value ? "chosen" : "";
    button.addEventListener("click", () => chooseForAll(order));
    return button;
  }));
  const acts = [["Enter", "accept", acceptGroup], ["Esc", "back", leaveGroup]];
  element("group-answers").replaceChildren(...acts.map(([key, name, act]) => {
    const button = made("button", { type: "button", className: key === "Enter" ? "main" : "" }, made("kbd", { textContent: key }), text(name));
    button.addEventListener("click", act);
    return button;
  }));
}

// What is shown below a picture: what is known or in doubt; of the register what the sheet does not say.
function brief(question) {
  const value = (name) => question.fields.find((each) => each.name === name)?.value;
  return question.fields.filter((each) => {
    const same = each.name.startsWith("register_") && value(each.name.slice("register_".length)) === each.value;
    return (each.value !== null || each.doubtful) && !same;
  });
}

// The field that is in doubt, where all may have the same values.
function groupField() {
  const first = state.group.questions[0];
  const values = (each) => each.options.map((option) => String(option.value)).sort().join();
  const field = first.fields.find((each) => each.doubtful && each.options.length);
  const same = field && state.group.questions.every((question) =>
    question.fields.some((each) => each.name === field.name && values(each) === values(field)));
  return same ? field : null;
}

function toggle(name) {
  const place = [...element("grid").children].indexOf(document.activeElement);
  if (!state.group.out.delete(name)) state.group.out.add(name);
  grid();
  element("grid").children[Math.max(0, place)].focus();
}

function chooseForAll(order) {
  const field = groupField();
  if (!field || !field.options[order]) return;
  const value = String(field.options[order].value);
  state.group.value = state.group.value === value ? null : value;
  grid();
}

async function acceptGroup() {
  const { questions, out, value } = state.group;
  const left = questions.map((question) => question.id).filter((name) => !out.has(name));
  if (state.sending || !left.length) return;
  state.sending = true;
  const changed = value === null ? {} : { [groupField().name]: value };
  const said = await send({ id: identifier(), questions: left, who: state.who, changed });
  state.sending = false;
  tell(said.status === 200 ? text("saved") : pick(said.told));
  state.answered += said.status === 200 ? left.length : 0;
  if (said.status !== 422) await ask();
}

async function leaveGroup() { await ask(); }

function groupKey(key) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
  const buttons = [...element("grid").children];
  if (step) buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length].focus();
  else if (key === "Enter") acceptGroup();
  else if (key === "Escape") leaveGroup();
  else if (/^[1-9]$/.test(key)) chooseForAll(Number(key) - 1);
  else return false;
  return true;
}

async function skip() {
  if (state.sending) return;
  state.skipped = [...state.skipped.filter((each) => each !== state.question.id), state.question.id];
  await ask();
}

async function undo() {
  if (state.sending) return;
  state.sending = true;
  tell("");
  try {
    const response = await fetch(`undo?${new URLSearchParams({ who: state.who })}`, { method: "POST" });
    const { question, told: refused } = await response.json();
    tell(refused ? pick(refused) : text(question ? "undone" : "nothing_to_undo"));
    if (question) state.answered = Math.max(0, state.answered - 1);
  } catch {
    tell(text("no_answer"));
  } finally {
    state.sending = false;
  }
  await ask();
}

function outline() {
  state.outlined = !state.outlined;
  pictures();
}

// Drawing on the scan: a boundary that is missing, a neighbour that no boundary parts. Points are shares of the picture.

function startDrawing(kind, how) {
  state.drawing = { kind, points: [], typed: [], cross: [0.5, 0.5], middle: null, outlines: [] };
  tell(text(how));
  element("name").focus();
  buttons();
  drawn();
}

function cut() { startDrawing("cut", "cut_how"); }

function join() { startDrawing("join", "join_how"); }

// What has a number does not go by a slip of one key.
async function nothing() {
  if (state.question.number !== null && state.removing !== state.question.id) {
    state.removing = state.question.id;
    return tell(text(state.question.about === "row" ? "no_row_again" : "no_land_again"));
  }
  await answer({ nothing: true });
}

function endDrawing() {
  state.drawing = null;
  pictures();
  buttons();
}

function stopDrawing() {
  tell("");
  endDrawing();
}

function takeBack() {
  const { points, typed, middle } = state.drawing;
  if (middle) return lookCloser(null);
  points.pop();
  typed.splice(points.length);
  tell("");
  drawn();
}

function clicked(event, image) {
  if (!state.drawing) return;
  const box = image.getBoundingClientRect();
  const share = (at, from, size) => Math.min(1, Math.max(0, (at - from) / size));
  addPoint([share(event.clientX, box.left, box.width), share(event.clientY, box.top, box.height)]);
}

async function addPoint(point) {
  if (state.drawing.kind === "place") return pointAt(point);
  const { kind, points } = state.drawing;
  if (kind === "join") points.length = 0;
  points.push(point);
  state.drawing.cross = [...point];
  drawn();
  if (kind === "join") tell(text("join_enter"));
  else if (points.length > 1) await showParts();
}

// How large the parts would be, beside the areas that are printed.
async function showParts() {
  const body = JSON.stringify({ question: state.question.id, line: state.drawing.points });
  const response = await fetch("parts", { method: "POST", body });
  const found = await response.json();
  if (!state.drawing) return;
  tell(response.ok ? `${text("parts")}: ${found.areas_m2.map((area) => told("area", area)).join(" + ")}` : pick(found.told));
}

async function finishDrawing() {
  const { kind, points } = state.drawing;
  if (!points.length) return;
  const known = knownPoints();
  endDrawing();
  await answer({ cut: { line: points }, join: { at: points[0] }, place: { points: known } }[kind]);
}

// Placing a sheet: near a point, then the point itself in a larger picture, then its coordinates.

function placeSheet() { startDrawing("place", "place_how"); }

function knownPoints() { return state.drawing.points.map((point, order) => [point, state.drawing.typed[order]]); }

function pointAt(point) {
  const drawing = state.drawing;
  if (!drawing.middle) {
    const half = 0.5 / CLOSER;
    lookCloser(point.map((at) => Math.min(1 - half, Math.max(half, at))));
    return;
  }
  const exact = point.map((at, axis) => drawing.middle[axis] + (at - 0.5) / CLOSER);
  typing(text("coordinates"), "", "", async (value) => {
    drawing.points.push(exact);
    drawing.typed.push(value);
    lookCloser(null);
    await showFit();
  });
}

function lookCloser(middle) {
  Object.assign(state.drawing, { middle, cross: [0.5, 0.5] });
  const extra = middle ? { closer: CLOSER, across: middle[0], down: middle[1] } : {};
  document.querySelector("#pictures img").src = address(state.question, 0, extra);
  drawn();
}

async function showFit() {
  const body = JSON.stringify({ question: state.question.id, points: knownPoints() });
  if (state.drawing.points.length < 2) return;
  const response = await fetch("place", { method: "POST", body });
  const found = await response.json();
  if (!response.ok) {
    state.drawing.points.pop();
    state.drawing.typed.pop();
    tell(pick(found.told));
  } else {
    state.drawing.outlines = found.outlines;
    const off = found.residuals_m.map((metres) => told("area", metres)).join(", ");
    const stated = state.question.scale ? ` (${text("fit_stated")}${state.question.scale})` : "";
    tell(`${text("fit_scale")}${found.scale}${stated} · ${text("fit_off")}: ${off}`);
  }
  drawn();
}

// The line so far, and the cross that the arrow keys move.
function drawn() {
  document.body.classList.toggle("drawing", Boolean(state.drawing));
  document.querySelectorAll("svg").forEach((node) => node.remove());
  const sheet = document.querySelector("#pictures .sheet");
  if (!state.drawing || !sheet) return;
  const { kind, middle, outlines, cross: [x, y] } = state.drawing;
  const points = middle ? [] : state.drawing.points;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 1 1");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const crossAt = ([across, down]) => [[[across - 0.02, down], [across + 0.02, down]], [[across, down - 0.02], [across, down + 0.02]]];
  const marks = kind === "cut" ? [points] : points.flatMap(crossAt);
  const lines = [
    ...marks.map((line) => ["line", line]), ...crossAt([x, y]).map((line) => ["cross", line]),
    ...(middle ? [] : outlines).map((line) => ["cross", line]),
  ];
  for (const [name, line] of lines) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
    node.setAttribute("points", line.map((point) => point.join(",")).join(" "));
    node.setAttribute("class", name);
    svg.append(node);
  }
  sheet.append(svg);
}

// Keys while somebody draws; answers whether the key was one.
function drawnByKey(key) {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (way) state.drawing.cross = state.drawing.cross.map((at, axis) => Math.min(1, Math.max(0, at + way[axis] * STEP)));
  else if (key === " ") addPoint(state.drawing.cross);
  else if (key === "Enter") finishDrawing();
  else if (key === "Backspace") takeBack();
  else if (key === "Escape") stopDrawing();
  else return false;
  if (state.drawing) drawn();
  return true;
}

// Typing: a value, a code of what is no parcel, a note.

function typing(title, value, list, done) {
  element("typing").hidden = false;
  element("typed-label").textContent = title;
  element("typed").value = value;
  element("checked").textContent = "";
  element("typed").focus();
  element("typed").select();
  state.typed = { list, done };
}

function typeValue() {
  const field = state.question.fields[state.field];
  typing(text(`field_${field.name}`), current(field.name) ?? (field.value ?? ""), field.name, (value) => {
    state.changed[field.name] = value;
    fields();
  });
}

function typeObject() { typing(text("code_of_object"), "", "object", (value) => answer({ object: value })); }

function typeNote() { typing(text("note"), state.note, "", (value) => { state.note = value; }); }

async function check() {
  const { list } = state.typed;
  if (!list) return true;
  const typed = element("typed").value;
  try {
    const checked = await get("check", { field: list, typed, question: state.question.id });
    const note = checked.note ? ` – ${pick(checked.note)}` : "";
    element("checked").textContent = checked.told ? pick(checked.told) : told(list, checked.value) + note;
    return !checked.told;
  } catch {
    return true;  // the server will say so when it is answered
  }
}

async function typed(event) {
  event.preventDefault();
  if (!(await check())) return;
  element("typing").hidden = true;
  element("name").focus();
  state.typed.done(element("typed").value);
}

// Keys.

function pressed(event) {
  const { activeElement: at } = document;
  const tile = state.group && element("grid").contains(at);
  if (event.key === "Enter" && ["A", "BUTTON"].includes(at.tagName) && !tile) return;  // it does what it says
  if (event.repeat && !state.drawing && at.tagName !== "INPUT") return event.preventDefault();  // one answer a press
  if (state.group) {
    if (!event.ctrlKey && !event.altKey && !event.metaKey && groupKey(event.key)) event.preventDefault();
    return;
  }
  if (event.key === "Escape" && !element("typing").hidden) {
    event.preventDefault();
    element("typing").hidden = true;
    element("name").focus();
    return;
  }
  if (!state.question || !state.who || at.tagName === "INPUT" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (state.drawing) {
    if (drawnByKey(event.key)) event.preventDefault();
    return;
  }
  const { hasLand, canPlace, about } = state.question;
  const some = { ...(hasLand ? { cut, join } : {}), ...(hasLand || about === "row" ? { nothing } : {}), ...(canPlace ? { placeSheet } : {}) };
  const acts = { accept, type: typeValue, object: typeObject, skip, undo, note: typeNote, outline, together, ...some };
  const name = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (/^[1-9]$/.test(event.key)) choose(state.field, Number(event.key) - 1);
  else if (event.key === "Tab" && at === element("name") && !event.shiftKey) nextField();
  else if (["sheet", "register"].includes(name) && state.question.codesDiffer) accept(name);
  else if (acts[name]) acts[name]();
  else return;
  event.preventDefault();
}

// What is done before the texts are there waits for them.
function listen(ready) {
  element("language").addEventListener("click", () => {
    state.english = !state.english;
    localStorage.setItem("english", state.english ? "1" : "0");
    tell("");
    show();
    if (state.group) grid();
  });
  element("entry").addEventListener("submit", async (event) => {
    event.preventDefault();
    state.who = element("who").value.trim();
    sessionStorage.setItem("who", state.who);
    localStorage.setItem("who", state.who);
    await ready;
    await ask();
  });
  element("typing").addEventListener("submit", typed);
  element("typed").addEventListener("input", check);
  document.addEventListener("keydown", pressed);
  window.addEventListener("hashchange", async () => {
    state.wanted = decodeURIComponent(location.hash.slice(1));
    await ready;
    if (state.who && state.wanted) await ask();
  });
}

async function prepare() {
  const { title, texts } = await get("start");
  state.texts = texts;
  element("commune").textContent = title;
  label();
}

async function start() {
  const entered = Boolean(state.who);
  element("who").value = localStorage.getItem("who") || "";
  const ready = prepare();
  listen(ready);
  if (!entered) element("who").focus();
  await ready;
  if (state.waiting) await send(state.waiting);
  if (entered) await ask();
}

start();
