=== a parenthesis is not closed
first (1 + 2
---
E0102 1:7 `(` is never closed | add `)` at the end (partial)

=== a bracket is not closed
let x = [1, 2
---
E0102 1:9 `[` is never closed | add `]` at the end (partial)

=== a brace is not closed
insert {a: 1
---
E0102 1:8 `{` is never closed | add `}` at the end (partial)

=== three are not closed
f ([1, {a: 2
---
E0102 1:8 `{` is never closed | add `}])` at the end (partial)

=== nothing in the last one
f (
---
E0102 1:3 `(` is never closed | add `)` at the end (partial)

=== an operator at the end of the last one
f (1 +
---
E0102 1:3 `(` is never closed | add `)` at the end (partial)

=== closed in the wrong order
f ([1, 2)
---
E0102 1:4 `[` is never closed | add `]` where it should end

=== closed by the wrong kind
f (1 + 2]
---
E0101 1:9 found `]`, expected `)` | write `)` here, for each bracket is closed by its own kind

=== closed by the wrong kind and then right
f (a ] b)
---
E0101 1:6 `]` closes nothing | remove it, or add `[` where it should begin

=== a parenthesis too many
f 1)
---
E0101 1:4 `)` closes nothing | remove it, or add `(` where it should begin

=== a row of them
f 1)))
---
E0101 1:4 `)` closes nothing | remove it, or add `(` where it should begin

=== a brace too many
hosts }
---
E0101 1:7 `}` closes nothing | remove it, or add `{` where it should begin

=== a forgotten one before let
let x = (1 + 2
let y = 3
length
---
E0102 1:9 `(` is never closed | add `)` where it should end

=== empty parentheses
f ()
---
E0101 1:4 nothing stands in the parentheses | put a value or a pipeline in them, or remove both

=== a semicolon in parentheses
f (1; 2)
---
E0101 1:5 found `;` inside of `()` | `;` ends a statement; is a `)` missing before it?

=== a semicolon in a list
[1; 2]
---
E0101 1:3 found `;` inside of `[]` | `;` ends a statement; is a `]` missing before it?

=== a semicolon in an open parenthesis
f (1; 2
---
E0102 1:3 `(` is never closed | add `)` at the end (partial)

=== an unclosed bracket hides what follows from it
f (a
b | | c
"x" 5
---
E0102 1:3 `(` is never closed | add `)` at the end (partial)

=== an unclosed quote hides an unclosed bracket
f (a "b)
---
E0102 1:6 `"` is never closed | add `"` where the text ends (partial)

=== a pipe in a list
[hosts | length]
---
E0101 1:8 `|` cannot follow `hosts` | put the whole pipeline in parentheses: `(a | b)`

=== a pipe in a record
{a: hosts | length}
---
E0101 1:11 `|` cannot follow `hosts` | put the whole pipeline in parentheses: `(a | b)`
