// What a grammar for tree-sitter is written with, as far as `grammar.js` uses it, so that the parser
// can be made without the tree-sitter program: `build.rs` evaluates this, then the grammar.

const normalize = (rule) => {
  if (typeof rule === "string") return { type: "STRING", value: rule };
  if (rule instanceof RegExp) return { type: "PATTERN", value: rule.source };
  if (rule instanceof ReferenceError) throw rule;
  if (typeof rule?.type !== "string") throw new TypeError(`this is no rule: ${rule}`);
  return rule;
};
const holding = (type) => (rule) => ({ type, content: normalize(rule) });
const ranked = (type) => (value, rule) => ({ type, value, content: normalize(rule) });
const joined = (type) => (...rules) => ({ type, members: rules.map(normalize) });

const seq = joined("SEQ");
const choice = joined("CHOICE");
const repeat = holding("REPEAT");
const repeat1 = holding("REPEAT1");
const optional = (rule) => choice(rule, { type: "BLANK" });
const token = Object.assign(holding("TOKEN"), { immediate: holding("IMMEDIATE_TOKEN") });
const prec = Object.assign(ranked("PREC"), {
  left: (value, rule) => rule === undefined ? prec.left(0, value) : ranked("PREC_LEFT")(value, rule),
  right: (value, rule) => rule === undefined ? prec.right(0, value) : ranked("PREC_RIGHT")(value, rule),
});
const field = (name, rule) => ({ type: "FIELD", name, content: normalize(rule) });
const alias = (rule, to) => ({
  type: "ALIAS",
  content: normalize(rule),
  named: typeof to !== "string",
  value: typeof to === "string" ? to : (to.symbol ?? to).name,
});

function grammar({ name, rules, externals, extras, supertypes }) {
  // An alias may be the name of no rule, so what is wrong with a name is told by who uses it.
  const symbol = (known, name) => {
    const symbol = { type: "SYMBOL", name };
    if (!known || known.has(name)) return symbol;
    return Object.assign(new ReferenceError(`there is no rule ${name}`), { symbol });
  };
  const symbols = (known) => new Proxy({}, { get: (_, name) => symbol(known, name) });
  const outside = externals(symbols(null));
  const all = symbols(new Set([...Object.keys(rules), ...outside.map((symbol) => symbol.name)]));
  const rule = ([name, rule]) => [name, normalize(rule(all))];
  return {
    name,
    rules: Object.fromEntries(Object.entries(rules).map(rule)),
    extras: extras(all).map(normalize),
    conflicts: [],
    precedences: [],
    externals: outside,
    inline: [],
    supertypes: supertypes(all).map((symbol) => symbol.name),
    reserved: {},
  };
}

const module = {};
