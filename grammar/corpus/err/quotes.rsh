=== a string is not closed
run "uptime
---
E0102 1:5 `"` is never closed | add `"` where the text ends (partial)

=== a raw string is not closed
run 'uptime
---
E0102 1:5 `'` is never closed | add `'` where the text ends; if it is an apostrophe, put `"` around the whole text (partial)

=== an unclosed string over lines
run "uptime
hosts
length
---
E0102 1:5 `"` is never closed | add `"` where the text ends (partial)

=== an apostrophe
echo don't
---
E0102 1:9 `'` is never closed | add `'` where the text ends; if it is an apostrophe, put `"` around the whole text (partial)

=== a string closed by the next
run "a
run "b"
---
E0102 2:7 `"` is never closed | add `"` where the text ends (partial)

=== a backtick is not closed
select `a b
hosts
---
E0102 1:8 ``` is never closed | add a second backtick in the same line

=== nothing in backticks
select ``
---
E0104 1:8 nothing stands between the backticks | write a name between them; an empty text is `""`

=== curly quotes
run “uptime”
---
E0101 1:5 the quotes of `“uptime”` are typographic ones | write straight quotes: `"uptime"` ["“uptime”" -> "\"uptime\""]

=== an unclosed string with an escape at the end
"a\
---
E0102 1:1 `"` is never closed | add `"` where the text ends (partial)

=== an unknown escape
"a\qb"
---
E0104 1:3 `\q` is no escape | escapes are \n \t \r \0 \e \" \' \\ \$ and \u{1F600}; write `\\` for a backslash, or use single quotes

=== a path of Windows in double quotes
open "C:\work\data"
---
E0104 1:9 `\w` is no escape | escapes are \n \t \r \0 \e \" \' \\ \$ and \u{1F600}; write `\\` for a backslash, or use single quotes

=== a bad number of a character
"\u{110000}"
---
E0104 1:2 `\u{110000}` is no escape | escapes are \n \t \r \0 \e \" \' \\ \$ and \u{1F600}; write `\\` for a backslash, or use single quotes

=== a character number without braces
"\u00e9"
---
E0104 1:2 `\u` is no escape | escapes are \n \t \r \0 \e \" \' \\ \$ and \u{1F600}; write `\\` for a backslash, or use single quotes

=== a character number that does not end
"\u{41"
---
E0104 1:2 `\u{41` is no escape | escapes are \n \t \r \0 \e \" \' \\ \$ and \u{1F600}; write `\\` for a backslash, or use single quotes

=== a string against a word
x "a"b
---
E0101 1:6 no space between `"a"` and `b` | put a space there, or quotes around the whole if it is one text ["" -> " "]

=== a word against a string
x b"a"
---
E0101 1:4 no space between `b` and `"a"` | put a space there, or quotes around the whole if it is one text ["" -> " "]

=== German quotes
run „uptime“
---
E0101 1:5 the quotes of `„uptime“` are typographic ones | write straight quotes: `"uptime"` ["„uptime“" -> "\"uptime\""]

=== curly quotes around a quote
run “a"b”
---
E0101 1:5 the quotes of `“a"b”` are typographic ones | write straight quotes: `"…"`

=== a value that is not closed in a text
$"a (1"
---
E0102 1:5 `(` is never closed within the text | add `)` behind the value, or write `\(` for a parenthesis that is text (partial)

=== a value that is not closed in a raw text
print $'a (1'
---
E0102 1:11 `(` is never closed within the text | add `)` behind the value; a parenthesis that is text is `\(` in `$"…"` (partial)

=== a value with a text that is not closed
$"a (f "x" b"
---
E0102 1:5 `(` is never closed within the text | add `)` behind the value, or write `\(` for a parenthesis that is text (partial)

=== a field with a bad escape
$x."a\q"
---
E0104 1:6 `\q` is no escape | escapes are \n \t \r \0 \e \" \' \\ \$ and \u{1F600}; write `\\` for a backslash, or use single quotes
