=== def without parameters
def f { 1 }
---
E0101 1:7 expected `[` after `f`, found `{` | write its parameters in `[…]`, or `[]` when it has none

=== def without a name
def [] { 1 }
---
E0101 1:5 expected a name after `def`, found `[` | write `def name [parameter: type] { … }`

=== def without a block
def f []
---
E0103 1:9 expected `{` after `]`, found the end of the text | write what it does in `{ … }` behind the parameters

=== def with parentheses
def f(a, b) { 1 }
---
E0101 1:6 expected `[` after `f`, found `(` | write its parameters in `[…]`, or `[]` when it has none

=== def with an equals sign
def f [] = 1
---
E0101 1:10 expected `{` after `]`, found `=` | write what it does in `{ … }` behind the parameters

=== a parameter twice
def f [a, a] { 1 }
---
E0208 1:11 the name `a` is given twice | give it another name or remove one of both

=== a type without a name
def f [: int] { 1 }
---
E0101 1:8 expected a parameter after `[`, found `:` | a parameter is `name: type`, `name?: type`, `...name: type`, `--name: type` or `--switch`

=== a type that is missing
def f [a:] { 1 }
---
E0101 1:10 expected a type after `:`, found `]` | types are int, float, string, bool, duration, filesize, date, binary, list<…>, record<…> and table<…>

=== a type that is no type
def f [a: 5] { 1 }
---
E0101 1:11 expected a type after `:`, found `5` | types are int, float, string, bool, duration, filesize, date, binary, list<…>, record<…> and table<…>

=== a list type that is not closed
def f [a: list<int] { 1 }
---
E0101 1:19 expected `>` after `int`, found `]` | a type such as `list<int>` ends with `>`

=== a flag with one dash
def f [-x: int] { 1 }
---
E0101 1:8 expected a parameter after `[`, found `-x` | a parameter is `name: type`, `name?: type`, `...name: type`, `--name: type` or `--switch`

=== def in a pipeline
hosts | def f [] { 1 }
---
E0101 1:9 `def` cannot follow `|` | it begins a statement: `def name [parameter: type] { … }`

=== const without a value
const X
---
E0103 1:8 expected `=` after `X`, found the end of the text | write `const name = value`

=== use without a path
use
---
E0103 1:4 expected a path after `use`, found the end of the text | write the path of a script, such as `use ./lib.rsh`, or a part of `std`

=== let without a type behind the colon
let x: = 5
---
E0101 1:8 expected a type after `:`, found `=` | types are int, float, string, bool, duration, filesize, date, binary, list<…>, record<…> and table<…>

=== export of something else
export hosts
---
E0101 1:1 `export` stands before `def` or `const` | write `export const NAME = value`, or `let name = value` for a value of this script alone

=== a closure without a bar
each {|x $x }
---
E0101 1:10 expected `|` after `x`, found `$x` | write `{|name| … }`

=== a closure with commas forgotten
each {|x y z| 1 +}
---
E0101 1:18 expected a value after `+`, found `}` | write a value behind `+`, or put it in quotes if it is text

=== mut
mut x = 5
---
E0101 1:1 `mut` is no word of the language; values never change | to name a value write `let x = …`
