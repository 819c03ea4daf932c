=== double
"a b"
---
"a b"

=== single
'a "b" \n'
---
"a \"b\" \\n"

=== empty
["" '']
---
["" ""]

=== escapes
"\n\t\r\0\"\'\\\$\e"
---
"\n\t\r\0\"'\\$\u{1b}"

=== a character by its number
"\u{1F600}\u{e9}"
---
"😀é"

=== over lines
"a
b"
---
"a\nb"

=== raw over lines
'a
  b'
---
"a\n  b"

=== a hash inside
"# no comment"
---
"# no comment"

=== a pipe inside
"a | b"
---
"a | b"

=== a backslash at the end
"a\\"
---
"a\\"

=== raw with a backslash at the end
'C:\'
---
"C:\\"

=== Unicode
"größe 日本"
---
"größe 日本"

=== brackets inside
"([{"
---
"([{"

=== a dollar inside
"$x"
---
"$x"

=== values right behind each other
$"(1)(2) $(3)"
---
(text 1 2 " $" 3)
