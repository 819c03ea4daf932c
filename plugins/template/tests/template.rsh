# What a template makes, and what is wrong with one before anything runs.
use std/assert

test "cells stand in the place of their names" {
  let made = [{host: "web01", port: 22}, {host: "é", port: 1}]
    | template fill "{{host}}:{{ port }}."
  assert equal ($made | get text) ["web01:22.", "é:1."]
}

test "one or the other" {
  let rows = [{up: true, n: 0}, {up: false, n: 1}]
  let made = $rows | template fill "{{#if up}}up{{else}}down{{/if}}{{#if n}}!{{/if}}"
  assert equal ($made | get text) ["up", "down!"]
}

test "once for each of a list" {
  let rows = [{host: "a", disks: [{name: "sda"}, {name: "sdb"}], tags: ["x", "y"]}]
  let made = $rows
    | template fill "{{#each disks}}{{host}}/{{name}} {{/each}}{{#each tags}}{{this}}{{/each}}"
  assert equal ($made | get text) ["a/sda a/sdb xy"]
}

test "lines that show nothing are not there" {
  let made = [{a: 1}] | template fill "x\n{{#if a}}\n  y\n{{/if}}\n{{! nothing }}\nz\n"
  assert equal ($made | get text) ["x\n  y\nz\n"]
}

test "null is said or asked for" {
  let rows = [{a: "x"}, {a: null}]
  assert equal ($rows | template fill "[{{a?}}]" | get text) ["[x]", "[]"]
  assert fails { $rows | template fill "[{{a}}]" }
}
