/** What the interface wants, made of what `rebe-plugin.js` offers and `plugin.js` defines. */
import { plugin } from "../plugin.js";
import { Problem } from "./rebe-plugin.js";
import { decode, encode } from "./utf8.js";

const bit = (bitmap, row) => ((bitmap[row >> 3] >> (row & 7)) & 1) === 1;

function bitmap(values) {
  const made = new Uint8Array((values.length + 7) >> 3);
  values.forEach((value, row) => {
    if (value) made[row >> 3] |= 1 << (row & 7);
  });
  return made;
}

/** A whole number as the function wants it. */
function whole(number, kind, name) {
  if (kind.name === "bigint") return number;
  const made = Number(number);
  if (Number.isSafeInteger(made)) return made;
  throw new Problem(`${number} is more than a number of JavaScript holds exactly`, {
    help: "tell the author of the plugin: it should take `bigint`",
    argument: name,
  });
}

/** The cells of a column; null where there is none. */
function cells({ validity, cells: { tag, val } }, rows, { kind, word }) {
  const found = new Array(rows);
  for (let row = 0; row < rows; row++) {
    if (validity != null && !bit(validity, row)) found[row] = null;
    else if (tag === "ints") found[row] = whole(val[row], kind, word);
    else if (tag === "floats") found[row] = val[row];
    else if (tag === "bools") found[row] = bit(val, row);
    else {
      const bytes = val.data.slice(val.offsets[row], val.offsets[row + 1]);
      if (kind.name === "binary") found[row] = bytes;
      else found[row] = kind.name === "string" ? decode(bytes) : JSON.parse(decode(bytes));
    }
  }
  return found;
}

/** A whole number as it travels. */
function sent(value, name) {
  if (typeof value === "bigint") return value;
  if (Number.isSafeInteger(value)) return BigInt(value);
  throw new Error(`${value} for \`${name}\` is no whole number`);
}

/** A column of these cells. */
function column(values, { name, kind }) {
  const has = values.map((value) => value != null);
  const validity = has.every(Boolean) ? undefined : bitmap(has);
  const made = (tag, val) => ({ validity, cells: { tag, val } });
  switch (kind.type) {
    case "float":
      return made("floats", Float64Array.from(values, (value) => value ?? 0));
    case "bool":
      return made("bools", bitmap(values));
    case "string":
    case "binary": {
      const encoded = values.map((value) =>
        value == null ? new Uint8Array() : kind.type === "string" ? encode(value) : value,
      );
      const offsets = new Uint32Array(values.length + 1);
      encoded.forEach((cell, row) => {
        offsets[row + 1] = offsets[row] + cell.length;
      });
      const data = new Uint8Array(offsets[values.length]);
      encoded.forEach((cell, row) => data.set(cell, offsets[row]));
      return made("bytes", { offsets, data });
    }
    default:
      return made("ints", BigInt64Array.from(values, (value) => (value == null ? 0n : sent(value, name))));
  }
}

/** What a function threw, for the person who made the call. */
function problem(error, call) {
  const own = error instanceof Problem;
  // What a service has answered says itself what is missing.
  const answered = error?.payload?.val;
  const other = typeof answered === "string" ? answered : `it threw ${error}`;
  const message = own ? error.message : other.slice(0, 900);
  const argument = own ? error.argument : undefined;
  // Places in a text count its bytes.
  const text = call && argument ? given(call, argument) : undefined;
  const bytes = (place) => encode(text.slice(0, place)).length;
  const part = own && error.part && typeof text === "string" ? error.part.map(bytes) : undefined;
  const place = argument && { argument, value: 0, part };
  return { message, help: own ? error.help : "", place };
}

/** Do `work`; what it throws is told as the interface has it. */
function told(work, call) {
  try {
    return work();
  } catch (error) {
    throw problem(error, call);
  }
}

const called = (call) => plugin.functions.find((known) => known.name === call.command);

const given = (call, name) => call.arguments.find((one) => one.name === name)?.values[0].val;

/** The values of a call. */
function valuesOf(known, call) {
  const values = {};
  for (const { name, word, kind } of known.values) {
    const value = given(call, word) ?? null;
    values[name] = typeof value === "bigint" ? whole(value, kind, word) : value;
  }
  return values;
}

function outputs(known, call, input) {
  const types = Object.fromEntries(input.map(({ name, ty }) => [name, ty]));
  known.check?.({ values: valuesOf(known, call), columns: types });
  const after = input.map(({ name, ty }) => ({ name, ty }));
  let nullable = false;
  for (const { word, kind } of known.columns) {
    const name = given(call, word);
    const ty = input.find((column) => column.name === name)?.ty ?? "nothing";
    if (ty.replace(/\?$/u, "") !== kind.type) {
      throw new Problem(`\`${name}\` is of type ${ty}, wanted is ${kind.type}`, { argument: word });
    }
    nullable ||= ty.endsWith("?") && !kind.optional;
  }
  for (const { word, kind } of known.gives) {
    const ty = kind.type + (nullable || kind.optional ? "?" : "");
    const there = after.find((column) => column.name === word);
    if (there) there.ty = ty;
    else after.push({ name: word, ty });
  }
  return after;
}

/** A parameter as the manifest has it. */
function param({ word, doc, kind }, isColumn) {
  const shape = isColumn ? { tag: "column" } : { tag: "value", val: kind.type };
  return { name: word, doc, shape, arity: kind.optional && !isColumn ? "optional" : "one" };
}

class Stage {
  static open(call, input) {
    return told(() => {
      const stage = new Stage();
      const known = called(call);
      stage.known = known;
      stage.columns = known.columns.map(({ word }) =>
        input.findIndex((column) => column.name === given(call, word)),
      );
      stage.values = valuesOf(known, call);
      // A row has numbers of every kind as they are.
      stage.all = known.row && input.map(({ name, ty }) => ({ name, word: name, kind: { name: ty.replace(/\?$/u, "") } }));
      const after = outputs(known, call, input);
      stage.places = known.gives.map(({ word }) => after.findIndex((column) => column.name === word));
      return stage;
    }, call);
  }

  push(batch) {
    return told(() => {
      const { known, columns, values, places } = this;
      const taken = columns.map((at, index) => cells(batch.columns[at], batch.rows, known.columns[index]));
      const { all } = this;
      const cellsOfRow = all && all.map((column, at) => cells(batch.columns[at], batch.rows, column));
      const answers = [];
      for (let row = 0; row < batch.rows; row++) {
        const given = { ...values };
        let lacks = false;
        known.columns.forEach(({ name, kind }, index) => {
          given[name] = taken[index][row];
          lacks ||= given[name] === null && !kind.optional;
        });
        if (all) given.row = Object.fromEntries(all.map(({ name }, at) => [name, cellsOfRow[at][row]]));
        answers.push(lacks ? {} : known.call(given));
      }
      const made = [...batch.columns];
      known.gives.forEach((gives, index) => {
        const cells = answers.map((answer) => answer[gives.name] ?? null);
        made[Math.min(places[index], made.length)] = column(cells, gives);
      });
      return { batches: [{ rows: batch.rows, columns: made }], more: false };
    });
  }

  finish() {
    return { batches: [], more: false };
  }

  more() {
    return { batches: [], more: false };
  }
}

export const commands = {
  Stage,

  describe() {
    const uses = plugin.wants.map(({ service }) => service);
    const described = plugin.functions.map((known) => {
      const [all, some] = [false, true].map((optional) =>
        known.values.filter(({ kind }) => kind.optional === optional),
      );
      const columns = known.columns.map((column) => param(column, true));
      const params = [...columns, ...[...all, ...some].map((value) => param(value, false))];
      const { name, summary, examples } = known;
      return { name, summary, details: "", input: "table", output: undefined, params, flags: [], uses, examples };
    });
    const { name, version, summary, wants } = plugin;
    return { name, version, summary, commands: described, probes: [], formats: [], inventories: [], wants };
  },

  output(call, input) {
    return told(() => outputs(called(call), call, input), call);
  },
};
