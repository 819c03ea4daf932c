=== a character without a meaning
a & b
---
E0101 1:3 found `&`, which has no meaning here | put quotes around the text if the `&` belongs to it; commands cannot be sent to the background

=== a row of them
x 
---
E0101 1:3 found the invisible character U+0001 | remove it, or write it in a string as `\u{…}` ["\u{1}\u{2}\u{3}" -> ""]

=== $ alone
x $
---
E0101 1:3 `$` is not the name of a variable | a variable is `$` and a name of letters a-z, digits, `_` and `-`, such as `$host`; put text with a `$` in single quotes

=== $ before a digit
x $1
---
E0101 1:3 `$1` is not the name of a variable | a variable is `$` and a name of letters a-z, digits, `_` and `-`, such as `$host`; put text with a `$` in single quotes

=== $ before a brace
x ${a}
---
E0101 1:3 `${a}` is not the name of a variable | did you mean `$a`? ["${a}" -> "$a"]

=== a variable with Unicode
x $größe
---
E0101 1:3 `$größe` is not the name of a variable | a variable is `$` and a name of letters a-z, digits, `_` and `-`, such as `$host`; put text with a `$` in single quotes

=== $ in a word
x a$b
---
E0101 1:4 no space between `a` and `$b` | put a space there, or quotes around the whole if it is one text ["" -> " "]

=== a long dash
x –r
---
E0101 1:3 found `–`, which has no meaning here | did you mean `-`? ["–" -> "-"]

=== an invisible character
x a​b
---
E0101 1:4 found the invisible character U+200B | remove it, or write it in a string as `\u{…}` ["\u{200b}" -> ""]

=== an invisible character that turns text
x ‮abc
---
E0101 1:3 found the invisible character U+202E | remove it, or write it in a string as `\u{…}` ["\u{202e}" -> ""]

=== the substitution of other shells
x $(hosts)
---
E0101 1:3 `$` is not the name of a variable | did you mean `(…)` without the `$`? ["$" -> ""]

=== a variable in braces that is no name
x ${1}
---
E0101 1:3 `${1}` is not the name of a variable | a variable is `$` and a name of letters a-z, digits, `_` and `-`, such as `$host`; put text with a `$` in single quotes

=== a control character
x [31m
---
E0101 1:3 found the invisible character U+001B | remove it, or write it in a string as `\u{…}` ["\u{1b}[31m" -> ""]

=== a dollar at the end of a word
x a$
---
E0101 1:4 `$` is not the name of a variable | a variable is `$` and a name of letters a-z, digits, `_` and `-`, such as `$host`; put text with a `$` in single quotes

=== a question of quotes around an apostrophe
echo ‘hi’
---
E0101 1:6 the quotes of `‘hi’` are typographic ones | write straight quotes: `"hi"` ["‘hi’" -> "\"hi\""]
