/** Templates, taken apart once and checked before anything runs. */
import { Problem } from "./sdk/rebe-plugin.js";

const TAG = /\{\{(?<inner>(?:(?!\}\}).)*)\}\}/gsu;
const PATH = /^[A-Za-z_][\w-]*(?:\.[\w-]+)*$/u;

/** What is wrong with a template, and where. */
function wrong(message, part, help = "") {
  return new Problem(message, { argument: "template", part, help });
}

/** A line that has nothing but a tag which shows nothing goes with it. */
function alone(text, start, end) {
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const next = text.indexOf("\n", end);
  const after = text.slice(end, next === -1 ? text.length : next);
  if (before.trim() !== "" || after.trim() !== "") return [start, end];
  return [start - before.length, next === -1 ? text.length : next + 1];
}

/** The parts of a template: texts, names, and blocks with parts of their own. */
export function parse(text) {
  const root = { kind: "root", parts: [] };
  const open = [root];
  let end = 0;
  const say = (until) => {
    if (until > end) open.at(-1).parts.push({ kind: "text", text: text.slice(end, until) });
  };
  for (const match of text.matchAll(TAG)) {
    const part = [match.index, match.index + match[0].length];
    const inner = match.groups.inner.trim();
    const shows = PATH.test(inner.replace(/\?$/u, "")) && inner !== "else";
    const [from, to] = shows ? part : alone(text, ...part);
    say(from);
    end = to;
    const block = open.at(-1);
    const [word, path, ...more] = inner.split(/\s+/u);
    if (inner.startsWith("!")) continue;
    if (shows) {
      const optional = inner.endsWith("?");
      block.parts.push({ kind: "name", path: inner.replace(/\?$/u, "").split("."), optional, part });
    } else if (word === "#if" || word === "#each") {
      if (!PATH.test(path ?? "") || more.length > 0) {
        throw wrong(`\`${word}\` takes one name`, part, `write it as \`{{${word} NAME}}\``);
      }
      const made = { kind: word.slice(1), path: path.split("."), parts: [], part };
      block.parts.push(made);
      open.push(made);
    } else if (inner === "else" && block.kind === "if" && !block.then) {
      block.then = block.parts;
      block.parts = [];
    } else if (inner === `/${block.kind}` && block !== root) {
      if (block.then) [block.parts, block.otherwise] = [block.then, block.parts];
      open.pop();
    } else {
      const help = "there are {{NAME}}, {{#if NAME}}, {{else}}, {{/if}}, {{#each NAME}}, {{/each}} and {{! }}";
      throw wrong(`\`${inner}\` means nothing here`, part, help);
    }
  }
  say(text.length);
  const last = open.at(-1);
  if (last !== root) throw wrong(`\`#${last.kind}\` is never closed`, last.part, `end it with {{/${last.kind}}}`);
  const stray = text.slice(end).indexOf("{{");
  if (stray !== -1) throw wrong("`{{` is never closed", [end + stray, end + stray + 2], "end it with }}");
  return root.parts;
}

/** Whether all names are those of columns, as far as that is known before there are rows. */
export function check(parts, columns, inEach = false) {
  for (const { kind, path, part, parts: within, otherwise } of parts) {
    if (kind === "text") continue;
    // What a list has is known when it is there.
    if (!inEach && !(path[0] in columns)) {
      const names = Object.keys(columns).join(", ");
      throw wrong(`there is no column \`${path[0]}\``, part, `there are ${names}`);
    }
    if (kind === "each" && !inEach && path.length === 1 && !/^(?:list|table)</u.test(columns[path[0]])) {
      throw wrong(`\`${path[0]}\` is of type ${columns[path[0]]}, and no list`, part);
    }
    if (within) check(within, columns, inEach || kind === "each");
    if (otherwise) check(otherwise, columns, inEach);
  }
}
