=== redirecting errors
run x 2>&1
---
E0101 1:9 found `&`, which has no meaning here | put quotes around the text if the `&` belongs to it; commands cannot be sent to the background

=== SQL
SELECT * FROM hosts
---
E0101 1:15 `hosts` cannot follow `FROM` | begin with the table, as in `hosts | where port == 22 | select host`

=== an exclamation
echo hello, world!
---
E0101 1:18 found `!`, which has no meaning here | put quotes around the text if it belongs to it

=== the pipe of other languages
x |> y
---
E0101 1:4 expected a command after `|`, found `>` | name what is to be done next, such as `| first 5`, or remove the `|`

=== a method
hosts.where(a)
---
E0101 1:12 no space between `hosts.where` and `(` | a command and its arguments stand apart: `hosts.where (…)` ["" -> " "]

=== a choice
a ? b : c
---
E0101 1:7 `:` cannot follow `b` | `:` stands in records, as in `{name: value}`; put quotes around text with a `:`

=== := without let
x := 5
---
E0101 1:3 found `:=`, expected `==` or `let` | to name a value write `let x = …`, to compare write `x == …`

=== let with :=
let x := 5
---
E0101 1:7 found `:=`, expected `=` | did you mean `=`? [":=" -> "="]

=== a record with :=
{a := 1}
---
E0101 1:4 found `:=`, expected `:` in a record | write `{name: value}` [":=" -> ":"]

=== a variable that changes
let mut x = 5
---
E0101 1:9 expected `=` after `mut`, found `x` | variables never change, so there is no `mut`; write `let name = value`

=== a comment of other languages
// all hosts
---
E0101 1:1 nothing stands before `//` | comments begin with `#`; write a value before `//` to divide

=== a variable assigned
$x = 5
---
E0101 1:4 found `=`, expected `==` or `let` | to name a value write `let x = …`, to compare write `x == …`

=== a variable counted up
x += 1
---
E0101 1:3 found `+=`, but variables never change | give the new value a name of its own, as in `let more = $x + 1`

=== a name taken for let
let let = 5
---
E0101 1:5 expected a name after `let`, found `let` | this word has a meaning of its own; take another name

=== the environment as in PowerShell
foo $env:PATH
---
E0101 1:9 `:` cannot follow `$env` | fields are taken with a dot, as in `$env.name`

=== a flag in a calculation
x --a + 1
---
E0101 1:7 expected a value after `--a`, found `+` | write a value there

=== a lone pipe
|
---
E0101 1:1 nothing stands before `|` | begin with a command or a value, such as `hosts`

=== and or
where a and or b
---
E0101 1:13 expected a value after `and`, found `or` | write what `and` is to work with, or remove it

=== increment
1 ++ 2
---
E0101 1:3 `++` cannot follow `1` | put a space on both sides of `+` to calculate

=== a row of less
1 <<< 2
---
E0101 1:4 expected a value after `<`, found `<` | write what `<` is to work with, or remove it

=== two lets in a line
let x = 5 let y = 6
---
E0101 1:11 `let` cannot follow `5` | `let` begins a statement: put it in a line of its own or behind `;`

=== a lone word in a record
{a: 1, b}
---
E0101 1:9 expected `:` after `b` in a record, found `}` | write `{name: value}`

=== two values in a record
{a: 1 2}
---
E0101 1:8 expected `:` after `2` in a record, found `}` | write `{name: value}`

=== a tuple
(1, 2)
---
E0101 1:3 `,` cannot follow `1` | remove the `,`; a list is written `[a, b]`

=== an empty range
hosts web[]
---
E0101 1:10 no space between `web` and `[` | put a space there; a range of hosts has digits only, as in `web[01-20]`

=== a range with spaces
hosts web[1 - 3]
---
E0101 1:10 no space between `web` and `[` | put a space there; a range of hosts has digits only, as in `web[01-20]`

=== a range that is not closed
hosts web[01-20
---
E0102 1:10 `[` is never closed | add `]` at the end (partial)

=== a calculation with a variable update
let x = 1
x -= 1
---
E0101 2:3 found `-=`, but variables never change | give the new value a name of its own, as in `let more = $x + 1`
