/**
 * Write commands for rebe, the structured-data shell for fleets, in JavaScript.
 *
 * A plugin is a module `plugin.js` that exports a `Plugin`, with functions that become commands:
 *
 *     import { Plugin } from "./sdk/rebe-plugin.js";
 *
 *     export const plugin = new Plugin("word-count", "0.1.0", "counts words");
 *
 *     plugin.function(
 *       {
 *         name: "word-count",
 *         summary: "add how many words texts have",
 *         columns: { text: ["string", "the texts"] },
 *         values: { least: ["int?", "the letters that a word has at least"] },
 *         gives: { words: "int" },
 *       },
 *       ({ text, least }) => ({
 *         words: text.split(/\s+/u).filter((word) => word && word.length >= (least ?? 1)).length,
 *       }),
 *     );
 *
 * A function is called for each row, with an object of the cells of `columns`, which whoever calls the
 * command names, and of `values`, which are given once. It returns an object with what it `gives`,
 * which become columns.
 *
 * Types are `string`, `binary` (a Uint8Array), `int`, `float`, `bool`, `duration` (nanoseconds),
 * `filesize` (bytes) and `date` (nanoseconds since 1970), each with `?` where there may be none, which
 * is null. Whole numbers are numbers as long as those are exact, and an error beyond; with `bigint` in
 * place of `int` they are BigInts. A row with null in a column without `?` gets null, and the function
 * is not called for it. A function throws `Problem` where something is wrong, which ends the run.
 *
 * With `row: true` the function gets all cells of its row, too, as the object `row`; lists, records and
 * tables are what JSON makes of them. With `check`, a function, what is wrong with a call is found before
 * anything runs: it gets the `values`, and `columns`, an object of the types of the table.
 *
 * There is no operating system: no files, no clock, no network. What there is instead, to whoever is
 * granted it, are modules such as `rebe:plugin/read-files@0.2.0`; they have to be asked for with
 * `plugin.want`, and be named in plugin.toml.
 */

const TYPES = ["string", "binary", "int", "bigint", "float", "bool", "duration", "filesize", "date"];

/** Why a call does not work: what was found, the next step, and the parameter that it is about; the
 * `part` of its text is from one place in it to before another one. */
export class Problem extends Error {
  constructor(message, { help = "", argument, part } = {}) {
    super(message);
    Object.assign(this, { help, argument, part });
  }
}

/** A type as it is written, and whether there may be none. */
function kind(text) {
  const optional = text.endsWith("?");
  const name = optional ? text.slice(0, -1) : text;
  if (!TYPES.includes(name)) throw new TypeError(`\`${text}\` is no type of a column or a value`);
  return { name, optional, type: name === "bigint" ? "int" : name };
}

/** All that a plugin is. */
export class Plugin {
  constructor(name, version, summary) {
    Object.assign(this, { name, version, summary, functions: [], wants: [] });
  }

  /** Make a command of `call`; see above. `examples` are such as `{ doc, text, prints }`. */
  function({ name, summary, columns = {}, values = {}, gives, examples = [], row = false, check }, call) {
    const param = ([name, [type, doc]]) => ({ name, word: word(name), doc, kind: kind(type) });
    this.functions.push({
      name,
      summary,
      call,
      check,
      row,
      examples,
      columns: Object.entries(columns).map(param),
      values: Object.entries(values).map(param),
      gives: Object.entries(gives).map(([name, type]) => ({ name, word: word(name), kind: kind(type) })),
    });
  }

  /** Ask for a service, such as `read-files` in the folder `/var/log`, and say what for. */
  want(service, reason, { scope = [], optional = false } = {}) {
    this.wants.push({ service, scope, reason, optional });
  }
}

/** `wordCount` and `word_count` are `word-count` in the language. */
function word(name) {
  return name.replace(/_/gu, "-").replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}
