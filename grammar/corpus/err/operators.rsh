=== one = in a condition
where cores = 4
---
E0101 1:13 found `=`, expected `==` | did you mean `==`? ["=" -> "=="]

=== one = without spaces
where cores=4
---
E0101 1:12 found `=`, expected `==` | did you mean `==`? ["=" -> "=="]

=== an assignment without let
x = 5
---
E0101 1:3 found `=`, expected `==` or `let` | to name a value write `let x = …`, to compare write `x == …`

=== and of other languages
where a && b
---
E0101 1:9 found `&&`, expected `and` | did you mean `and`? to run one command after the other put `;` between them ["&&" -> "and"]

=== || in a condition
where a || b
---
E0101 1:9 found `||`, expected `or` | did you mean `or`? ["||" -> "or"]

=== ! before a word
where !up
---
E0101 1:7 found `!`, expected `not` | did you mean `not`? ["!" -> "not "]

=== ! before a group
where !(a)
---
E0101 1:7 found `!`, expected `not` | did you mean `not`? ["!" -> "not "]

=== three equals signs
where a === b
---
E0101 1:9 found `===`, expected `==` | did you mean `==`? ["===" -> "=="]

=== not equal with three characters
where a !== b
---
E0101 1:9 found `!==`, expected `!=` | did you mean `!=`? ["!==" -> "!="]

=== greater or equal the wrong way round
where a => 4
---
E0101 1:9 found `=>`, expected `>=` | did you mean `>=`? ["=>" -> ">="]

=== less or equal the wrong way round
where a =< 4
---
E0101 1:9 found `=<`, expected `<=` | did you mean `<=`? ["=<" -> "<="]

=== not equal as in SQL
where a <> 4
---
E0101 1:9 found `<>`, expected `!=` | did you mean `!=`? ["<>" -> "!="]

=== && between commands
hosts && length
---
E0101 1:7 found `&&`, expected `and` | did you mean `and`? to run one command after the other put `;` between them ["&&" -> "and"]

=== three mistakes in one condition
where a = 1 && b = 2
---
E0101 1:9 found `=`, expected `==` | did you mean `==`? ["=" -> "=="]
E0101 1:13 found `&&`, expected `and` | did you mean `and`? to run one command after the other put `;` between them ["&&" -> "and"]
E0101 1:18 found `=`, expected `==` | did you mean `==`? ["=" -> "=="]

=== comparisons in a chain
1 < 2 < 3
---
E0101 1:7 comparisons cannot be chained | join two comparisons with `and`, as in `1 < x and x < 3`

=== comparisons in a longer chain
where 1 < 2 < 3 < 4
---
E0101 1:13 comparisons cannot be chained | join two comparisons with `and`, as in `1 < x and x < 3`

=== equals in a chain
a == b == c
---
E0101 1:8 comparisons cannot be chained | join two comparisons with `and`, as in `1 < x and x < 3`

=== in within a chain
a in b in c
---
E0101 1:8 comparisons cannot be chained | join two comparisons with `and`, as in `1 < x and x < 3`

=== no value at the end
where cores >
---
E0103 1:14 expected a value after `>`, found the end of the text | `>` compares; to write a file use `| save FILE` (partial)

=== no value before a pipe
where cores > | length
---
E0101 1:15 expected a value after `>`, found `|` | `>` compares; to write a file use `| save FILE`

=== no value before a semicolon
1 + ; 2
---
E0103 1:4 expected a value after `+`, found `;` | write a value behind `+`, or put it in quotes if it is text

=== no value before a parenthesis
(1 + )
---
E0101 1:6 expected a value after `+`, found `)` | write a value behind `+`, or put it in quotes if it is text

=== two operators
1 + * 2
---
E0101 1:5 expected a value after `+`, found `*` | write a value behind `+`, or put it in quotes if it is text

=== an operator at the start
* 2
---
E0101 1:1 nothing stands before `*` | write a value before `*`, or put it in quotes if it is text

=== and at the start
and x
---
E0101 1:1 nothing stands before `and` | write a value before `and`, or put it in quotes if it is text

=== not at the end
where not
---
E0103 1:10 expected a value after `not`, found the end of the text | write what `not` is to work with, or remove it (partial)

=== a tight plus after a space
(1 +2)
---
E0101 1:4 `+2` cannot follow `1` | put a space on both sides of `+` to calculate

=== a tight minus after a space
(3 -2)
---
E0101 1:4 `-2` cannot follow `3` | put a space on both sides of `-` to subtract

=== a tight star after a space
(3 *2)
---
E0101 1:4 `*2` cannot follow `3` | put a space on both sides of `*` to calculate

=== redirection
run x >
---
E0103 1:8 expected a value after `>`, found the end of the text | `>` compares; to write a file use `| save FILE` (partial)

=== double redirection
run x >> y
---
E0101 1:8 expected a value after `>`, found `>` | `>` compares; to write a file use `| save FILE`

=== in without a list
where a in
---
E0103 1:11 expected a value after `in`, found the end of the text | write what `in` is to work with, or remove it (partial)

=== not without in
(1 not b)
---
E0101 1:4 `not` cannot follow `1` | did you mean `not in`?

=== a lone ampersand
run x &
---
E0101 1:7 found `&`, which has no meaning here | put quotes around the text if the `&` belongs to it; commands cannot be sent to the background

=== a slash alone is an operator
ls /
---
E0103 1:5 expected a value after `/`, found the end of the text | write a value behind `/`, or put it in quotes if it is text (partial)

=== a comparison before a pipe in a group
first (a == | b)
---
E0101 1:13 expected a value after `==`, found `|` | write what `==` is to work with, or remove it

=== a group before a word without an operator
(a) b
---
E0101 1:5 `b` cannot follow `)` | put `|` or an operator such as `+` between them, or begin with a command

=== a unary minus at the end
1 + -
---
E0103 1:6 expected a value after `-`, found the end of the text | write a value behind `-`, or put it in quotes if it is text (partial)

=== a number behind a number
1 2
---
E0101 1:3 `2` cannot follow `1` | put `|` or an operator such as `+` between them, or begin with a command

=== an unknown operator in a stage after a good one
hosts | where a == 1 | where b = 2 | where c === 3
---
E0101 1:32 found `=`, expected `==` | did you mean `==`? ["=" -> "=="]
E0101 1:46 found `===`, expected `==` | did you mean `==`? ["===" -> "=="]

=== a range of four
1..2..3..4
---
E0101 1:8 a range has at most three numbers | write `1..5`, or `1..3..9` for every second number: first, next, last

=== a range of four without an end
1..2..3..
---
E0101 1:5 a range has at most three numbers | write `1..5`, or `1..3..9` for every second number: first, next, last

=== a range behind one without an end
1.. ..2
---
E0101 1:5 expected a value after `..`, found `..2` | write a value there

=== values that touch, where none can follow
"a"b; (1)(2); $x(1); {a: (1)"b"}; 1 + "a"b
---
E0101 1:4 no space between `"a"` and `b` | put `|` or an operator such as `+` between them, or quotes around the whole if it is one text
E0101 1:10 no space between `)` and `(` | put `|` or an operator such as `+` between them, or quotes around the whole if it is one text
E0101 1:17 no space between `$x` and `(` | put `|` or an operator such as `+` between them, or quotes around the whole if it is one text
E0101 1:29 no space between `)` and `"b"` | put `|` or an operator such as `+` between them, or quotes around the whole if it is one text
E0101 1:32 expected `:` after `"b"` in a record, found `}` | write `{name: value}`
E0101 1:42 no space between `"a"` and `b` | put `|` or an operator such as `+` between them, or quotes around the whole if it is one text

=== values that touch, where one can follow
x (1)(2); ["a"b]; {a: "x"b: 1}; (f $x(1)); let y = f "a"b
---
E0101 1:6 no space between `)` and `(` | put a space there, or quotes around the whole if it is one text ["" -> " "]
E0101 1:15 no space between `"a"` and `b` | put a space there, or quotes around the whole if it is one text ["" -> " "]
E0101 1:26 no space between `"x"` and `b` | put a space there, or quotes around the whole if it is one text ["" -> " "]
E0101 1:38 no space between `$x` and `(` | put a space there, or quotes around the whole if it is one text ["" -> " "]
E0101 1:57 no space between `"a"` and `b` | put a space there, or quotes around the whole if it is one text ["" -> " "]
