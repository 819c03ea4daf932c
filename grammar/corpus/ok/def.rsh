=== def
def f [] { 1 }
---
(def f [] {1})

=== def with parameters
def greet [name: string, times: int = 1] { $name }
---
(def greet [name: string times?: int = 1] {$name})

=== parameters over lines
def f [
  a: int # the first
  b?: string # the second
  ...rest: list<int>
] {
  $a
}
---
(def f [a: int "the first" b?: string "the second" ...rest: list<int>] {$a})
# the first
# the second

=== flags
def f [--limit (-l): int = 10, --force, --name: string] { 1 }
---
(def f [--limit(-l): int = 10 --force --name: string] {1})

=== documented flags
def f [
  --limit (-l): int = 10 # how many
  --force # do it
] { 1 }
---
(def f [--limit(-l): int = 10 "how many" --force "do it"] {1})
# how many
# do it

=== an output type
def f []: int { 1 }
---
(def f []: int {1})

=== an input and an output type
def f []: table<host: string, cores: int, ...> -> int { $in | length }
---
(def f []: table<host: string, cores: int, ...> -> int {(| $in (call length))})

=== types
def f [a: list<record<x: int, y: string?>>, b: table, c: filesize?, d: list<int>?] { 1 }
---
(def f [a: list<record<x: int, y: string?>> b: table c: filesize? d: list<int>?] {1})

=== a doc comment
# Greets.
# Twice.
def greet [] { 1 }
---
(def greet "Greets.\nTwice." [] {1})
# Greets.
# Twice.

=== a comment apart is no doc
# Not this.

def greet [] { 1 }
---
(def greet [] {1})
# Not this.

=== the first line of a script is no doc
#!/usr/bin/env rebe
def main [] { 1 }
---
(def main [] {1})
#!/usr/bin/env rebe

=== no spaces behind colons
def f [a:int,b:string="x"] { 1 }
---
(def f [a: int b?: string = "x"] {1})

=== parameters without types
def f [a b c] { 1 }
---
(def f [a b c] {1})

=== a name of two words
def "text pad" [width: int] { 1 }
---
(def `text pad` [width: int] {1})

=== export
export def f [] { 1 }
export const LIMIT = 5
---
(export def f [] {1})
(export const LIMIT 5)

=== const
const LIMIT: int = 5 * 2
---
(const LIMIT: int (* 5 2))

=== let with a type
let x: list<int> = [1 2]
---
(let x: list<int> [1 2])

=== let with a type and no space
let x:int = 5
---
(let x: int 5)

=== let with a nullable type
let x: string? = null
---
(let x: string? null)

=== use
use ./lib.rsh
---
(use ./lib.rsh)

=== use names
use std/fleet [rolling, canary]
---
(use std/fleet [rolling canary])

=== use all
use ./lib.rsh *
---
(use ./lib.rsh *)

=== use a path in quotes
use "./my lib.rsh"
---
(use `./my lib.rsh`)

=== def main
def main [region: string, --limit: int = 100] {
  hosts
  | first $limit
}
---
(def main [region: string --limit: int = 100] {(| (call hosts) (call first $limit))})

=== a def in a def
def f [] {
  def g [] { 1 }
  g
}
---
(def f [] {(def g [] {1}); (call g)})

=== a closure
each {|x| $x + 1 }
---
(call each (closure [x] {(+ $x 1)}))

=== a closure with types
let f = {|a: int, b: int| $a + $b }
---
(let f (closure [a: int b: int] {(+ $a $b)}))

=== a closure without parameters
do { hosts }
---
(call do (closure [] {(call hosts)}))

=== an empty list of parameters
do {|| hosts }
---
(call do (closure [] {(call hosts)}))

=== a closure over lines
hosts | each {|h|
  let name = $h.host
  $name
}
---
(| (call hosts) (call each (closure [h] {(let name (. $h host)); $name})))

=== a closure in a list
[{|x| 1}]
---
[(closure [x] {1})]

=== a block that yields a record
do { {a: 1} }
---
(call do (closure [] {{a: 1}}))

=== a pipeline in a closure
each {|x| $x | first 5 | length }
---
(call each (closure [x] {(| $x (call first 5) (call length))}))

=== use all and a line behind it
use ./lib.rsh *
hosts
---
(use ./lib.rsh *)
(call hosts)

=== use all in a block
if $a {
  use std/fleet *
  hosts
}
---
(if $a {(use std/fleet *); (call hosts)})

=== a product whose first part is called use
f use x *
2
---
(call f use (* x 2))

=== no space behind the colon of an exported constant
export const A:int = 5
---
(export const A: int 5)

=== no spaces in the types of tables and records
def f [a:table<a:int,b:record<c:string?>>]: table<a:int ...> -> record<b:int> { 1 }
---
(def f [a: table<a: int, b: record<c: string?>>]: table<a: int, ...> -> record<b: int> {1})

=== no space behind the colon of a parameter of a closure
each {|a:int b:list<int>= [1]| $a }
---
(call each (closure [a: int b?: list<int> = [1]] {$a}))

=== a word with a colon is a default
def f [at = a:b] { 1 }
---
(def f [at? = a:b] {1})

=== types that touch what is behind them
let x: list<int>= [1]
let y:list<list<int>>=[]
let z:record<a:int>= {a: 1}
---
(let x: list<int> [1])
(let y: list<list<int>> [])
(let z: record<a: int> {a: 1})

=== types without fields
let x: record<> = {}
let y: list<table<>>= []
def f [a: record<>]: table<> -> int { 1 }
---
(let x: record<> {})
(let y: list<table<>> [])
(def f [a: record<>]: table<> -> int {1})

=== a type that touches the arrow of an arm
match $x {
  list<int>=> 1
  record<a:int>=> 2
}
---
(match $x (list<int> => {1}) (record<a: int> => {2}))

=== comparisons that look like types
where list <5 and record>= 3 and a:b>= 4
---
(call where (and (and (< list 5) (>= record 3)) (>= a:b 4)))
