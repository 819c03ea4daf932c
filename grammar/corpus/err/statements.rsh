=== a pipe at the end
hosts |
---
E0103 1:8 expected a command after `|`, found the end of the text | name what is to be done next, such as `| first 5`, or remove the `|` (partial)

=== a pipe at the end of the last line
hosts |


---
E0103 1:8 expected a command after `|`, found the end of the text | name what is to be done next, such as `| first 5`, or remove the `|` (partial)

=== a pipe at the end and a comment
hosts | # more
---
E0103 1:8 expected a command after `|`, found the end of the text | name what is to be done next, such as `| first 5`, or remove the `|` (partial)

=== a pipe at the start
| hosts
---
E0101 1:1 nothing stands before `|` | begin with a command or a value, such as `hosts`

=== two pipes
hosts | | length
---
E0101 1:9 nothing stands between `|` and `|` | remove one of them, or put a command between

=== a pipe before a semicolon
hosts |; length
---
E0103 1:8 expected a command after `|`, found `;` | name what is to be done next, such as `| first 5`, or remove the `|`

=== a pipe before a parenthesis
(hosts | )
---
E0101 1:10 expected a command after `|`, found `)` | name what is to be done next, such as `| first 5`, or remove the `|`

=== let without a name
let
---
E0103 1:4 expected a name after `let`, found the end of the text | write `let name = value`

=== let without a name but with a value
let = 5
---
E0101 1:5 expected a name after `let`, found `=` | write `let name = value`

=== let without a value
let x =
---
E0103 1:8 expected a value after `=`, found the end of the text | write the value right behind the `=` (partial)

=== let without =
let x
---
E0103 1:6 expected `=` after `x`, found the end of the text | write `let name = value`

=== let without = but with a value
let x 5
---
E0101 1:7 expected `=` after `x`, found `5` | write `let name = value`

=== let without = and a next line
let x
hosts
---
E0103 1:6 expected `=` after `x`, found the end of the line | write `let name = value`

=== let with $
let $x = 5
---
E0101 1:5 found `$x`, expected a name without `$` | write `let x = …` here, and `$x` where it is used ["$" -> ""]

=== let with a number as a name
let 5 = x
---
E0101 1:5 expected a name after `let`, found `5` | a name begins with a letter or `_` and has letters, digits, `_` and `-`

=== let with a dot in the name
let a.b = 5
---
E0101 1:5 expected a name after `let`, found `a.b` | a name begins with a letter or `_` and has letters, digits, `_` and `-`

=== let with a keyword as a name
let in = 5
---
E0101 1:5 expected a name after `let`, found `in` | this word has a meaning of its own; take another name

=== let with Unicode in the name
let größe = 5
---
E0101 1:5 expected a name after `let`, found `größe` | a name begins with a letter or `_` and has letters, digits, `_` and `-`

=== let with ==
let x == 5
---
E0101 1:7 found `==`, expected `=` after the name | `let` has one `=`; `==` compares ["==" -> "="]

=== let with a pipe for a value
let x = | length
---
E0101 1:9 expected a value after `=`, found `|` | write the value right behind the `=`

=== let in a pipeline
hosts | let x = 5
---
E0101 1:9 expected a command after `|`, found `let` | name what is to be done next, such as `| first 5`, or remove the `|`

=== let as an argument
first let
---
E0101 1:7 `let` cannot follow `first` | `let` begins a statement: put it in a line of its own or behind `;`

=== let in a group
(let x = 5)
---
E0101 1:2 `let` cannot follow `(` | `let` begins a statement: put it in a line of its own or behind `;`

=== two values
"a" "b"
---
E0101 1:5 `"b"` cannot follow `"a"` | put `|` or an operator such as `+` between them, or begin with a command

=== a number before a word
5 hosts
---
E0101 1:3 `hosts` cannot follow `5` | put `|` or an operator such as `+` between them, or begin with a command

=== a variable that is called
$x 5
---
E0101 1:4 `5` cannot follow `$x` | put `|` or an operator such as `+` between them, or begin with a command

=== a backticked name that is called
`x` 5
---
E0101 1:5 `5` cannot follow ``x`` | a name in backticks is a value, it cannot be called

=== a flag behind a value
"a" --x
---
E0101 1:5 `--x` cannot follow `"a"` | flags belong to a command, and this is a value

=== a comma behind a value
1, 2
---
E0101 1:2 `,` cannot follow `1` | remove the `,`; a list is written `[a, b]`

=== a comma at the end of a call
select a,
---
E0103 1:10 expected something after `,`, found the end of the text | remove the `,` or write what it announces (partial)

=== a comma before a pipe
select a, | length
---
E0101 1:11 expected something after `,`, found `|` | remove the `,` or write what it announces

=== two commas
select a,, b
---
E0101 1:10 nothing stands between `,` and `,` | remove one of them

=== a comma at the start of the arguments
select , a
---
E0101 1:8 `,` cannot follow `select` | remove the `,`; a list is written `[a, b]`

=== a colon
a : b
---
E0101 1:3 `:` cannot follow `a` | `:` stands in records, as in `{name: value}`; put quotes around text with a `:`

=== mistakes in three statements
"a" 5
hosts
where a = 1
let 5
---
E0101 1:5 `5` cannot follow `"a"` | put `|` or an operator such as `+` between them, or begin with a command
E0101 3:9 found `=`, expected `==` | did you mean `==`? ["=" -> "=="]
E0101 4:5 expected a name after `let`, found `5` | a name begins with a letter or `_` and has letters, digits, `_` and `-`

=== mistakes in two stages
"a" 5 | where cores > | length
---
E0101 1:5 `5` cannot follow `"a"` | put `|` or an operator such as `+` between them, or begin with a command
E0101 1:23 expected a value after `>`, found `|` | `>` compares; to write a file use `| save FILE`

=== a mistake in a group and one behind it
first ("a" 5) | where a = 1
---
E0101 1:12 `5` cannot follow `"a"` | put `|` or an operator such as `+` between them, or begin with a command
E0101 1:25 found `=`, expected `==` | did you mean `==`? ["=" -> "=="]

=== a call like in other languages
length(x)
---
E0101 1:7 no space between `length` and `(` | a command and its arguments stand apart: `length (…)` ["" -> " "]

=== a range of letters
hosts web[a-c]
---
E0101 1:10 no space between `web` and `[` | put a space there; a range of hosts has digits only, as in `web[01-20]`

=== an index
$x[0]
---
E0101 1:3 no space between `$x` and `[` | values have no index in brackets; their fields are taken with a dot, as in `$x.name`

=== a flag without its value
run x --timeout=
---
E0103 1:17 expected a value after `=`, found the end of the text | write the value right behind the `=` (partial)

=== a flag with its value after =
run x --timeout= 5
---
E0101 1:17 expected a value after `--timeout=`, found a space | remove the space behind the `=` [" " -> ""]

=== a flag tight against a string
run x -t"5"
---
E0101 1:9 no space between `-t` and `"5"` | put a space there, or quotes around the whole if it is one text ["" -> " "]

=== a pipe at the start and a word of the language
|def
---
E0101 1:2 `def` cannot follow `|` | it begins a statement: `def name [parameter: type] { … }`
