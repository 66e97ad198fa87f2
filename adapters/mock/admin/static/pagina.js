"use strict";
// Everything shown is made with `make` and stands there as text: nothing from the sources becomes markup.

const byId = (id) => document.getElementById(id);
const PEOPLE_AT_ONCE = 100;
const LAST_REQUESTS = 50;
const MORE = "meer sleutels";
const MORE_KEYS = ["tijdvak", "quotum", "aanloop", "toestand"];
let kinds = [];
let firstPerson = 0;

function make(tag, attributes = {}, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...content);
  return element;
}

async function api(method, path, body) {
  const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const answer = await fetch(path, { method, ...sent });
  const content = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw Object.assign(new Error(content.detail), { key: content.sleutel });
  return content;
}

const say = (text) => {
  byId("storing").textContent = "";
  byId("melding").textContent = text;
};
const complain = (error) => {
  byId("melding").textContent = "";
  byId("storing").textContent = error instanceof TypeError ? "De bronnen antwoorden niet; draaien zij nog?" : error.message;
};
const attempt = (act) => async (event) => {
  try {
    await act(event);
  } catch (error) {
    complain(error);
  }
};
const count = (number, one, more) => (number === 1 ? `1 ${one}` : `${number} ${more}`);
const time = (moment) => (moment ? moment.replace("T", " ").replace("Z", "") : "");

function fillTable(id, heads, rows, empty) {
  const cell = (value) => make("td", {}, value === null || value === undefined || value === "" ? "–" : value);
  const head = make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)));
  const none = make("tr", {}, make("td", { colspan: heads.length }, empty));
  const body = rows.length ? rows.map((row) => make("tr", {}, ...row.map(cell))) : [none];
  byId(id).replaceChildren(make("thead", {}, head), make("tbody", {}, ...body));
}

const facts = (pairs) => pairs.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, String(value))]);
const scope = (given) => Object.entries(given).map(([name, value]) => `${name} ${value}`).join(", ");

// Stand

async function showState() {
  const [version, clock, states] = await Promise.all(["versie", "clock", "states"].map((path) => api("GET", path)));
  const stands = clock.staat_stil ? "staat stil" : "loopt";
  byId("versies").replaceChildren(...facts([
    ["Klok van de bronnen", `${time(clock.moment)} UTC, ${stands}`],
    ["Nagebootste bronnen", `versie ${version.mocks}, profiel ${version.profiel}`],
    ["Beheer", `versie ${version.admin}`],
    ["Vorm van de levens", `versie ${version.levens}`],
  ]));
  const rows = states.map(({ naam, toestand, sinds, ...where }) => [naam, toestand, time(sinds), scope(where)]);
  fillTable("toestanden", ["Naam", "Toestand", "Sinds (UTC)", "Van wie"], rows, "Alles is zoals het begon.");
  return count(states.length, "toestand is veranderd", "toestanden zijn veranderd");
}

// Journaal

async function showJournal() {
  const entries = (await api("GET", "requests")).reverse();
  const heads = ["Nr.", "Moment (UTC)", "Dienst", "Persoon", "OIN", "Handtekening", "Regel", "Antwoord"];
  const rows = entries.slice(0, LAST_REQUESTS).map((entry) => [
    String(entry.nummer), time(entry.moment), entry.service + (entry.gemeente ? ` (${entry.gemeente})` : ""),
    entry.leven ?? entry.persoon, entry.oin, entry.handtekening, entry.regel, answered(entry.antwoord),
  ]);
  fillTable("vragen", heads, rows, "Er is nog niets gevraagd.");
  return count(entries.length, "vraag in het journaal", "vragen in het journaal");
}

function answered(answer) {
  if (!answer) return "nog niets";
  const kind = answer.soort === "GEWOON" ? "" : `${answer.soort}, `;
  return `${kind}${answer.status ?? "geen HTTP"}, ${answer.bytes} bytes`;
}

// Fouten

async function showFaults() {
  if (!kinds.length) await prepareForm();
  const rules = await api("GET", "faults");
  const rows = rules.map(({ id, soort, waar = {}, pasten, geraakt, ...rest }) => [
    id, soort, scope(waar) || "alle vragen", JSON.stringify(rest), `${geraakt} van ${pasten}`,
    make("button", { type: "button", "aria-label": `Haal regel ${id} weg`, onclick: attempt(() => remove(id)) }, "Weg"),
  ]);
  fillTable("regels", ["Id", "Soort", "Welke vragen", "Hoe", "Geraakt", "Weghalen"], rows, "Geen: elke bron antwoordt gewoon.");
  return count(rules.length, "regel geldt", "regels gelden");
}

async function remove(id) {
  await api("DELETE", `faults/${encodeURIComponent(id)}`);
  say(`Regel ${id} is weg; ${await showFaults()}.`);
  byId("kop-fouten").focus();
}

async function prepareForm() {
  const [found, described, targets] = await Promise.all([api("GET", "kinds"), api("GET", "openapi.json"), readTargets()]);
  const body = described.paths["/__admin/faults"].post.requestBody.content["application/json"];
  const { waar, id, vanaf, tot, kans, seed } = body.schema.oneOf[0].properties;
  for (const [name, known] of Object.entries(targets)) waar.properties[name].enum = ["", ...new Set(known)];
  const text = `JSON met ${MORE_KEYS.join(", ")}, zoals {"quotum": {"aantal": 3, "seconden": 60}}`;
  const more = { type: "object", description: text };
  kinds = found;
  byId("soort").replaceChildren(...kinds.map((kind) => make("option", { value: kind.soort }, kind.soort)));
  byId("waar").replaceChildren(...fields("waar.", waar.properties));
  byId("vaak").replaceChildren(...fields("", { kans, vanaf, tot, seed, id, [MORE]: more }));
  showKind();
}

async function readTargets() {
  const [first] = await api("GET", "people?aantal=1");
  const answers = await api("GET", `people/${encodeURIComponent(first.naam)}/antwoorden`);
  return { bron: answers.map(({ bron }) => bron), operatie: answers.map(({ dienst }) => dienst) };
}

function showKind() {
  const kind = kinds.find(({ soort }) => soort === byId("soort").value);
  const only = kind.alleen_strict ? "; alleen met --profiel strict" : "";
  byId("ziet").textContent = `Een client ziet: ${kind.ziet} (${kind.koppelvlakken.join(" en ")}${only}).`;
  const made = fields("", kind.parameters, kind.verplicht);
  byId("parameters").replaceChildren(...made);
  byId("parameters").parentElement.hidden = !made.length;
}

const fields = (prefix, schemas, needed = []) =>
  Object.entries(schemas).map(([name, schema]) => field(prefix + name, name, schema, needed.includes(name)));

function field(key, name, schema, needed) {
  const id = `veld-${key.replace(" ", "-")}`;
  const shared = { id, "data-sleutel": key, "aria-describedby": `${id}-uitleg`, required: needed };
  const label = make("label", { for: id }, needed ? `${name} (verplicht)` : name);
  const told = make("small", { id: `${id}-uitleg` }, schema.description ?? "");
  const wide = schema.type === "object" ? "veld ruim" : "veld";
  return make("div", { class: wide }, label, control(schema, shared), told);
}

function control(schema, shared) {
  const types = [schema.type].flat();
  if (schema.enum) {
    const chosen = (value) => make("option", { value, selected: value === schema.default }, value || "alle");
    return make("select", { ...shared, "data-type": "string" }, ...schema.enum.map(chosen));
  }
  if (types.includes("object")) return make("textarea", { ...shared, "data-type": "object", spellcheck: "false" });
  if (types.includes("boolean")) return make("input", { ...shared, type: "checkbox", "data-type": "boolean" });
  if (!types.includes("number") && !types.includes("integer")) {
    return make("input", { ...shared, type: "text", "data-type": "string", value: schema.default, autocomplete: "off" });
  }
  const step = types.includes("integer") ? "1" : "any";
  const { minimum: min, maximum: max } = schema;
  return make("input", { ...shared, type: "number", "data-type": "number", value: schema.default ?? "", step, min, max });
}

function valueOf({ dataset, value, checked, validity }) {
  const refuse = (text) => Object.assign(new Error(`${dataset.sleutel}: ${text}`), { key: dataset.sleutel });
  if (dataset.type === "boolean") return checked;
  if (validity.badInput) throw refuse("moet een getal zijn");
  if (value.trim() === "") return undefined;
  if (dataset.type === "number") return Number(value);
  if (dataset.type !== "object") return value.trim();
  try {
    return JSON.parse(value);
  } catch {
    throw refuse("moet JSON zijn");
  }
}

function readRule() {
  const rule = { soort: byId("soort").value };
  for (const each of document.querySelectorAll("#nieuw [data-sleutel]")) {
    const value = valueOf(each);
    if (value === undefined) continue;
    const key = each.dataset.sleutel;
    if (key === MORE) Object.assign(rule, value);
    else if (key.startsWith("waar.")) (rule.waar ??= {})[key.slice("waar.".length)] = value;
    else rule[key] = value;
  }
  return rule;
}

const isAbout = (wrong = "", key) => key === wrong || (key === MORE ? MORE_KEYS : [key]).includes(wrong.split(".")[0]);

async function add(event) {
  event.preventDefault();
  const controls = [...document.querySelectorAll("#nieuw [data-sleutel]")];
  controls.forEach((each) => each.removeAttribute("aria-invalid"));
  try {
    const rule = await api("POST", "faults", readRule());
    say(`Regel ${rule.id} (${rule.soort}) geldt; ${await showFaults()}.`);
  } catch (error) {
    const wrong = controls.find((each) => isAbout(error.key, each.dataset.sleutel));
    wrong?.setAttribute("aria-invalid", "true");
    wrong?.focus();
    throw error;
  }
}

async function beginAnew() {
  if (!window.confirm("Alles wissen: regels, journaal, toestanden, klok en veranderde levens, van iedereen?")) return;
  await api("POST", "reset");
  await showFaults();
  say("Alles is zoals het begon.");
}

// Mensen

async function showPeople() {
  const chosen = byId("mens").value;
  const people = await api("GET", `people?vanaf=${firstPerson}&aantal=${PEOPLE_AT_ONCE}`);
  if (!people.length && firstPerson) {
    firstPerson = 0;
    return showPeople();
  }
  byId("volgende").hidden = people.length < PEOPLE_AT_ONCE && !firstPerson;
  byId("mens").replaceChildren(...people.map((each) => make("option", { value: each.naam }, `${each.naam} · ${each.wie}`)));
  if (people.some(({ naam }) => naam === chosen)) byId("mens").value = chosen;
  return showPerson();
}

async function showPerson() {
  const name = encodeURIComponent(byId("mens").value);
  const [person, answers] = await Promise.all([api("GET", `people/${name}`), api("GET", `people/${name}/antwoorden`)]);
  const known = facts([
    ["Testnummer", person.burgerservicenummer], ["Geboortedatum", person.geboortedatum],
    ["Geboortedatum om mee te vragen", person.gevraagd], ["Versie van het leven", person.versie],
  ]);
  byId("over").replaceChildren(
    make("h3", {}, `${person.naam} · ${person.wie}`), make("p", {}, person.verhaal), make("dl", { class: "feiten" }, ...known),
    make("h3", {}, "Wat elke bron nu antwoordt"), ...answers.map(answer),
  );
  return `${person.naam}: ${count(answers.length, "antwoord", "antwoorden")}`;
}

function answer({ bron, dienst, koppelvlak, gemeente, antwoord }) {
  const name = [bron, dienst, koppelvlak.toUpperCase(), gemeente].filter(Boolean).join(" · ");
  const text = typeof antwoord === "string" ? antwoord : JSON.stringify(antwoord, null, 2);
  return make("details", {}, make("summary", {}, name), make("pre", {}, text));
}

// Onderdelen

const VIEWS = { stand: showState, journaal: showJournal, fouten: showFaults, mensen: showPeople };
const current = () => (location.hash.slice(1) in VIEWS ? location.hash.slice(1) : "stand");

async function show() {
  for (const name of Object.keys(VIEWS)) byId(name).hidden = name !== current();
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${current()}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const head = byId(`kop-${current()}`);
  document.title = `${head.textContent} · Nagebootste bronnen`;
  say(`${await VIEWS[current()]()}.`);
}

window.addEventListener("hashchange", attempt(async () => {
  await show();
  byId(`kop-${current()}`).focus();
}));
document.querySelector(".sprong").addEventListener("click", (event) => {
  event.preventDefault(); // the address keeps naming the part that is shown
  byId("inhoud").focus();
});
for (const button of document.querySelectorAll(".ververs")) button.addEventListener("click", attempt(show));
byId("nieuw").addEventListener("submit", attempt(add));
byId("soort").addEventListener("change", showKind);
byId("mens").addEventListener("change", attempt(async () => say(`${await showPerson()}.`)));
byId("volgende").addEventListener("click", attempt(async () => {
  firstPerson += PEOPLE_AT_ONCE;
  say(`${await showPeople()}.`);
}));
byId("alles-weg").addEventListener("click", attempt(async () => {
  await api("DELETE", "faults");
  say(`Alle regels zijn weg; ${await showFaults()}.`);
}));
byId("opnieuw").addEventListener("click", attempt(beginAnew));
attempt(show)();
