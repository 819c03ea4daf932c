# `rebe plugin test` runs this with the plugin.
use std/assert

test "it counts the words of texts" {
  let counted = [{text: "web01 is up"}, {text: ""}] | {{name}} text
  assert equal ($counted | get words) [3, 0]
}

test "null has none" {
  let counted = [{text: "one"}, {text: null}] | {{name}} text
  assert equal ($counted | get words) [1, null]
}

test "a word may have to be long" {
  let counted = [{text: "web01 is up"}] | {{name}} text 3
  assert equal ($counted | get words) [1]
}
