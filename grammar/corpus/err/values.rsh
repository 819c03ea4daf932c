=== an interpolation that is not closed
$"a (1
---
E0102 1:1 `"` is never closed | add `"` where the text ends (partial)

=== a mistake in an interpolation
$"a (1 +) b"
---
E0101 1:9 expected a value after `+`, found `)` | write a value behind `+`, or put it in quotes if it is text

=== an empty group in an interpolation
$"a () b"
---
E0101 1:6 nothing stands in the parentheses | put a value or a pipeline in them, or remove both

=== a bad escape in an interpolation
$"a\q"
---
E0104 1:4 `\q` is no escape | escapes are \n \t \r \0 \e \" \' \\ \$ and \u{1F600}; write `\\` for a backslash, or use single quotes

=== a raw string that is not closed
r#'abc
---
E0102 1:3 `'` is never closed | add `'` where the text ends; if it is an apostrophe, put `"` around the whole text (partial)

=== a date that is none
2024-02-31
---
E0104 1:1 `2024-02-31` is no date | a date is `2024-01-31`, with a time `2024-01-31T10:00:00Z`; put text in quotes

=== a time that is none
2024-02-01T25:00
---
E0104 1:1 `2024-02-01T25:00` is no date | a date is `2024-01-31`, with a time `2024-01-31T10:00:00Z`; put text in quotes

=== bytes that are none
0x[d]
---
E0104 1:1 `0x[d]` are no bytes | bytes are pairs of the digits 0 to 9 and a to f, such as `0x[de ad]`

=== bytes with other letters
0x[zz]
---
E0104 1:1 `0x[zz]` are no bytes | bytes are pairs of the digits 0 to 9 and a to f, such as `0x[de ad]`

=== a table with a row that is none
[[a]; 1]
---
E0101 1:7 expected a value after `;`, found `1` | write a value there

=== a semicolon in a list
[1, 2; 3]
---
E0101 1:6 found `;` inside of `[]` | `;` ends a statement; is a `]` missing before it?

=== a spread of nothing
[...]
---


=== a program that writes to a file
^ls > x
---


=== programs joined
^ls && ^pwd
---
E0101 1:5 found `&&`, expected `and` | did you mean `and`? to run one command after the other put `;` between them ["&&" -> "and"]

=== a default without a value
$x ??
---
E0103 1:6 expected a value after `??`, found the end of the text | write what `??` is to work with, or remove it (partial)

=== a range behind a range
$x..$y.. ..$z
---
E0101 1:10 expected a value after `..`, found `..` | write a value there
E0101 1:12 no space between `..` and `$z` | put `|` or an operator such as `+` between them, or quotes around the whole if it is one text
