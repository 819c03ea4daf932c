=== bash: if with brackets
if [ $x -gt 3 ]; then hosts; fi
---
E0103 1:16 expected `{` after `]`, found `;` | write `if condition { … } else { … }`

=== bash: a loop
for x in a b c; do hosts; done
---
E0101 1:12 expected `{` after `a`, found `b` | write `for name in list { … }`; put a command in parentheses, as in `(hosts | length) > 0`

=== bash: while read
while read line; do hosts; done
---
E0101 1:12 expected `{` after `read`, found `line` | write `while condition { … }`; put a command in parentheses, as in `(hosts | length) > 0`

=== bash: case
case $x in 1) hosts;; esac
---
E0101 1:13 `)` closes nothing | remove it, or add `(` where it should begin

=== bash: command substitution
let x = $(hosts)
---
E0101 1:9 `$` is not the name of a variable | did you mean `(…)` without the `$`? ["$" -> ""]

=== bash: an assignment
x=5
---
E0101 1:2 found `=`, expected `==` or `let` | to name a value write `let x = …`, to compare write `x == …`

=== bash: a test of a file
if [ -f a.csv ] { hosts }
---
E0101 1:6 expected an item of the list or `]`, found `-f` | write `[1, 2]`, or `[]` for none

=== bash: a default
let x = ${name:-5}
---
E0101 1:9 `${name:-5}` is not the name of a variable | a variable is `$` and a name of letters a-z, digits, `_` and `-`, such as `$host`; put text with a `$` in single quotes

=== bash: a here document
save a.txt << EOF
---
E0101 1:13 expected a value after `<`, found `<` | write what `<` is to work with, or remove it

=== bash: a condition with double brackets
if [[ $x == 5 ]]; then hosts; fi
---
E0103 1:17 expected `{` after `]`, found `;` | write `if condition { … } else { … }`

=== Nushell: a string with values and a type
let x: string = $"a (1 + )"
---
E0101 1:26 expected a value after `+`, found `)` | write a value behind `+`, or put it in quotes if it is text

=== Nushell: def with a pipe type
def f []: [int -> int] { 1 }
---
E0101 1:11 expected a type after `:`, found `[` | types are int, float, string, bool, duration, filesize, date, binary, list<…>, record<…> and table<…>

=== Nushell: each with it
each { $it + 1
---
E0102 1:6 `{` is never closed | add `}` at the end (partial)

=== Nushell: a flag with a colon
def f [--limit: int = ] { 1 }
---
E0101 1:23 expected a value after `=`, found `]` | write the value right behind the `=`

=== Nushell: try with a closure
try {|| hosts } catch {|e| 1 }
---
E0101 1:6 expected a value after `{`, found `|` | write a value there
E0101 1:7 nothing stands between `|` and `|` | remove one of them, or put a command between

=== Python: def with a colon
def f(x): return x
---
E0101 1:6 expected `[` after `f`, found `(` | write its parameters in `[…]`, or `[]` when it has none

=== Python: for with a colon
for x in [1, 2]: hosts
---
E0101 1:16 expected `{` after `]`, found `:` | write `for name in list { … }`

=== Python: if with a colon
if $x == 1: hosts
---
E0101 1:11 expected `{` after `1`, found `:` | write `if condition { … } else { … }`

=== Python: except
try { 1 } except { 2 }
---
E0101 1:11 `except` cannot follow `}` | errors are caught by `try { … } catch { … }`

=== Python: lambda
each (lambda x: x + 1)
---
E0101 1:15 `:` cannot follow `x` | `:` stands in records, as in `{name: value}`; put quotes around text with a `:`

=== Python: a slice
$x[1:3]
---
E0101 1:3 no space between `$x` and `[` | values have no index in brackets; their fields are taken with a dot, as in `$x.name`

=== Python: a tuple
let x = (1, 2)
---
E0101 1:11 `,` cannot follow `1` | remove the `,`; a list is written `[a, b]`

=== PowerShell: comparison
if ($x -eq 5) { hosts }
---
E0101 1:8 `-eq` cannot follow `$x` | it is written as `==` here

=== PowerShell: where with it
hosts | where { $_.cores -gt 4 }
---
E0101 1:26 `-gt` cannot follow `.cores` | it is written as `>` here

=== PowerShell: switch
switch ($x) { 1 { hosts } }
---
E0101 1:17 `{` cannot follow `1` | put `|` or an operator such as `+` between them, or begin with a command

=== PowerShell: try with finally and throw
try { throw "no" } finally 1
---
E0101 1:28 expected `{` after `finally`, found `1` | write `try { … } finally { … }`

=== JavaScript: an arrow function
each (x => x + 1)
---
E0101 1:9 found `=>`, expected `>=` | did you mean `>=`? ["=>" -> ">="]

=== JavaScript: a const with braces
const {a, b} = $x
---
E0101 1:7 expected a name after `const`, found `{` | write `const name = value`

=== JavaScript: a question mark
let x = $a ? 1 : 2
---
E0101 1:12 `?` cannot follow `$a` | a choice is `(if condition { … } else { … })`

=== a semicolon before else
if $a { 1 }; else { 2 }
---
E0101 1:14 nothing stands before `else` | it goes with what stands before it: `if condition { … } else { … }`

=== a range with spaces
1 .. 5
---
E0101 1:3 `..` cannot follow `1` | a range has no spaces, as in `1..5` or `$a..$b`

=== a type with brackets
def f [x: list[int]] { 1 }
---
E0101 1:15 no space between `list` and `[` | put a space there; a range of hosts has digits only, as in `list[01-20]`

=== a parameter with a dollar sign
def f [$x] { 1 }
---
E0101 1:8 expected a parameter after `[`, found `$x` | a parameter is `name: type`, `name?: type`, `...name: type`, `--name: type` or `--switch`

=== a closure with parentheses
each {(x) $x }
---
E0101 1:11 `$x` cannot follow `)` | put `|` or an operator such as `+` between them, or begin with a command

=== a catch with a name alone
try { 1 } catch e { 2 }
---
E0101 1:19 expected `=>` after `e`, found `{` | write `catch kind => { … }`, or `catch { … }` for any error

=== finally before catch
try { 1 } finally { 2 } catch { 3 }
---
E0101 1:25 nothing stands before `catch` | it goes with what stands before it: `try { … } catch { … }`

=== an empty match arm
match $x { 1 => , 2 => 3 }
---
E0101 1:21 `=>` cannot follow `2` | put `|` or an operator such as `+` between them, or begin with a command

=== a date with slashes in a sum
2024-13-01 + 1day
---
E0104 1:1 `2024-13-01` is no date | a date is `2024-01-31`, with a time `2024-01-31T10:00:00Z`; put text in quotes

=== bytes with an odd digit
0x[abc]
---
E0104 1:1 `0x[abc]` are no bytes | bytes are pairs of the digits 0 to 9 and a to f, such as `0x[de ad]`

=== a field behind a space
$x .name
---
E0101 1:4 `.name` cannot follow `$x` | fields are taken with a dot right behind a value, as in `$x.name`
