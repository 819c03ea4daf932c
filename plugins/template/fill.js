/** Templates with values in them. */
import { Problem } from "./sdk/rebe-plugin.js";

/** The value that a path leads to: in what is nearest, then in what is around it. */
function find(path, scopes) {
  const [first, ...rest] = path;
  const has = (scope) => scope !== null && typeof scope === "object" && Object.hasOwn(scope, first);
  const scope = scopes.find(has);
  if (scope === undefined) return undefined;
  return rest.reduce((value, name) => {
    const within = value !== null && typeof value === "object" && Object.hasOwn(value, name);
    return within ? value[name] : value === null ? null : undefined;
  }, scope[first]);
}

function shown(value, { path, part }) {
  const name = path.join(".");
  const wrong = (message, help) => new Problem(message, { argument: "template", part, help });
  if (value === undefined) throw wrong(`there is no \`${name}\` here`);
  if (value === null) throw wrong(`\`${name}\` is null`, `write {{${name}?}} for nothing in its place`);
  if (typeof value === "object") throw wrong(`\`${name}\` is no single value`, "use #each, or a part of it");
  return String(value);
}

function holds(value) {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** The text of `parts` for a row. */
export function fill(parts, scopes) {
  const texts = parts.map((part) => {
    if (part.kind === "text") return part.text;
    const value = find(part.path, scopes);
    switch (part.kind) {
      case "name":
        return part.optional && value === null ? "" : shown(value, part);
      case "if":
        return fill(holds(value) ? part.parts : (part.otherwise ?? []), scopes);
      default: {
        if (!Array.isArray(value)) {
          const message = `\`${part.path.join(".")}\` is no list`;
          throw new Problem(message, { argument: "template", part: part.part });
        }
        const each = (item) => fill(part.parts, [{ this: item }, item, ...scopes]);
        return value.map(each).join("");
      }
    }
  });
  return texts.join("");
}
