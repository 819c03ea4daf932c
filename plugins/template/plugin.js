/** template: a plugin of rebe that makes texts of rows by a template. */
import { fill } from "./fill.js";
import { check, parse } from "./parse.js";
import { Plugin } from "./sdk/rebe-plugin.js";

export const plugin = new Plugin("template", "0.1.0", "makes texts of rows by a template");

// A stage has one template.
let known = { text: null, parts: [] };

function parsed(text) {
  if (known.text !== text) known = { text, parts: parse(text) };
  return known.parts;
}

plugin.function(
  {
    name: "template fill",
    summary: "add the texts that a template makes of rows",
    values: { template: ["string", "the text, with {{column}} for the cells of a row"] },
    gives: { text: "string" },
    row: true,
    check: ({ values, columns }) => check(parsed(values.template), columns),
    examples: [
      {
        doc: "of one host",
        text: '[{host: "web01", port: 22}] | template fill "Host {{host}}:{{port}}" | get text',
        prints: '["Host web01:22"]\n',
      },
    ],
  },
  ({ template, row }) => ({ text: fill(parsed(template), [row]) }),
);
