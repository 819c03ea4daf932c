/** {{name}}: a plugin of rebe. */
import { Plugin } from "./sdk/rebe-plugin.js";

export const plugin = new Plugin("{{name}}", "0.1.0", "counts words");

plugin.function(
  {
    name: "{{name}}",
    summary: "add how many words texts have",
    columns: { text: ["string", "the texts"] },
    values: { least: ["int?", "the letters that a word has at least"] },
    gives: { words: "int" },
    examples: [
      {
        doc: "of one text",
        text: '[{text: "web01 is up"}] | {{name}} text',
        prints: '{"text":"web01 is up","words":3}\n',
      },
    ],
  },
  ({ text, least }) => ({
    words: text.split(/\s+/u).filter((word) => word && [...word].length >= (least ?? 1)).length,
  }),
);
