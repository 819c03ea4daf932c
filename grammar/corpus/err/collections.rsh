=== two commas in a list
[1,,2]
---
E0101 1:4 nothing stands between `,` and `,` | remove one of them

=== a comma at the start of a list
[, 1]
---
E0101 1:2 expected an item of the list or `]`, found `,` | write `[1, 2]`, or `[]` for none

=== a record with =
{a = 1}
---
E0101 1:4 found `=`, expected `:` in a record | write `{name: value}` ["=" -> ":"]

=== a record with = twice
{a = 1, b = 2}
---
E0101 1:4 found `=`, expected `:` in a record | write `{name: value}` ["=" -> ":"]
E0101 1:11 found `=`, expected `:` in a record | write `{name: value}` ["=" -> ":"]

=== a record without a value
{a: }
---
E0101 1:5 expected a value after `:`, found `}` | write `{name: value}`

=== a record without a value before a comma
{a: , b: 1}
---
E0101 1:5 expected a value after `:`, found `,` | write `{name: value}`

=== a name twice
{a: 1, b: 2, a: 3}
---
E0208 1:14 the name `a` is given twice | give it another name or remove one of both

=== a name three times
{a: 1, "a": 2, `a`: 3}
---
E0208 1:8 the name `a` is given twice | give it another name or remove one of both
E0208 1:16 the name `a` is given twice | give it another name or remove one of both

=== a variable as a name
{$a: 1}
---
E0101 1:4 `:` cannot follow `$a` | fields are taken with a dot, as in `$a.name`

=== a list as a name
{[1]: 1}
---
E0101 1:5 `:` cannot follow `]` | `:` stands in records, as in `{name: value}`; put quotes around text with a `:`

=== a colon in a list
[a: 1]
---
E0101 1:3 `:` cannot follow `a` | `:` stands in records, as in `{name: value}`; put quotes around text with a `:`

=== a flag in a list
[a --b]
---
E0101 1:4 `--b` cannot follow `a` | flags belong to a command, and this is a value

=== a flag in a list that looks negative
[a -b]
---
E0101 1:4 `-b` cannot follow `a` | flags belong to a command; to subtract put a space on both sides of `-`

=== a missing operand in a list
[1 + , 2]
---
E0101 1:6 expected a value after `+`, found `,` | write a value behind `+`, or put it in quotes if it is text

=== an error in a list in a record
{a: [1,,2], b: {c: }}
---
E0101 1:8 nothing stands between `,` and `,` | remove one of them
E0101 1:20 expected a value after `:`, found `}` | write `{name: value}`

=== a choice in a list
[if $x {1}]
---
E0101 1:2 `if` is no value by itself | put it in parentheses: `(if …)` ["if $x {1}" -> "(if $x {1})"]

=== a choice with branches in a list
[0 if $x {1} else if $y {2} else {3} 4]
---
E0101 1:4 `if` is no value by itself | put it in parentheses: `(if …)` ["if $x {1} else if $y {2} else {3}" -> "(if $x {1} else if $y {2} else {3})"]

=== match and try in a list
[match $x {1}, try {1} catch {2} finally {3}]
---
E0101 1:2 `match` is no value by itself | put it in parentheses: `(match …)`
E0101 1:16 `try` is no value by itself | put it in parentheses: `(try …)` ["try {1} catch {2} finally {3}" -> "(try {1} catch {2} finally {3})"]
