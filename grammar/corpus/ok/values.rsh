=== interpolation
$"a (1 + 2) b"
---
(text "a " (+ 1 2) " b")

=== interpolation of a pipeline
$"(hosts | length) hosts"
---
(text (| (call hosts) (call length)) " hosts")

=== interpolation of nothing
$""
---
(text)

=== interpolation without values
$"abc"
---
(text "abc")

=== interpolation in single quotes
$'a\n(1)'
---
(text "a\\n" 1)

=== escapes in an interpolation
$"a\n\"\(x\) (1)"
---
(text "a\n\"(x) " 1)

=== strings in an interpolation
$"a (["x)" 'y'] | length) b"
---
(text "a " (| ["x)" "y"] (call length)) " b")

=== interpolation in an interpolation
$"a ($"b (1)") c"
---
(text "a " (text "b " 1) " c")

=== interpolation over lines
$"a
(1)
b"
---
(text "a\n" 1 "\nb")

=== a field of an interpolation
$"a".length
---
(. (text "a") length)

=== raw strings
r#'a \ 'b' "c"'#
---
"a \\ 'b' \"c\""

=== raw strings with more signs
r##'a '# b'##
---
"a '# b"

=== a raw string over lines
r#'a
b'#
---
"a\nb"

=== ranges
1..5; 1..<5; $a..$b; (1)..(2)
---
(.. 1 5)
(..< 1 5)
(.. $a $b)
(.. (group 1) (group 2))

=== a range with a step
0..2..10
---
(.. 0 2 .. 10)

=== a range without an end
1..
---
(.. 1)

=== a range downwards
5..-5
---
(.. 5 -5)

=== a range in a condition
where cores in 2..8
---
(call where (in cores (.. 2 8)))

=== a range of a calculation
1..$n + 1
---
(.. 1 (+ $n 1))

=== dates
[2024-01-31, 2024-01-31T10:00:00Z, 2024-01-31T10:00:00+02:00, 2024-01-31T10:00]
---
[date(1706659200000000000) date(1706695200000000000) date(1706688000000000000) date(1706695200000000000)]

=== bytes
0x[de ad BEEF]
---
0x[deadbeef]

=== no bytes
0x[]
---
0x[]

=== tables
[[a, b]; [1, 2], [3, 4]]
---
(table [a b] [1 2] [3 4])

=== a table over lines
[[a b];
  [1 2]
  [3 4]
]
---
(table [a b] [1 2] [3 4])

=== a table without rows
[[a b];]
---
(table [a b])

=== spreads
[...$a, 1, ...(hosts)]
---
[...$a 1 ...(group (call hosts))]

=== a spread in a record
{...$a, b: 1}
---
{...$a, b: 1}

=== a spread in arguments
f ...$list 1
---
(call f ...$list 1)

=== fields that need not be there
$x.name?.size?
---
(. (. $x name?) size?)

=== items of a list
$x.0.name
---
(. (. $x 0) name)

=== fields in quotes
$x."a b".c
---
(. (. $x a b) c)

=== a default
$x ?? 5
---
(?? $x 5)

=== a default binds tighter than comparisons
$x ?? 5 > 3 and $y
---
(and (> (?? $x 5) 3) $y)

=== a default binds looser than sums
$x ?? 1 + 2
---
(?? $x (+ 1 2))

=== defaults bind to the right
$a ?? $b ?? 1
---
(?? $a (?? $b 1))

=== an environment variable
let home = env.HOME
---
(let home (call env.HOME))

=== an environment variable that need not be there
env.EDITOR? ?? "vi"
---
(?? env.EDITOR? "vi")

=== a program
^uname -r
---
(call ^uname `-r`)

=== a program with odd arguments
^dd if=/dev/zero of=x bs=1k count=5 --x=a,b +y @z %n
---
(call ^dd `if=/dev/zero` `of=x` `bs=1k` `count=5` `--x=a,b` +y @z %n)

=== a program with values
^echo "a b" $x (hosts | length) ...$list
---
(call ^echo "a b" $x (group (| (call hosts) (call length))) ...$list)

=== a program in a pipeline
"abc" | ^tr a-z A-Z | lines
---
(| "abc" (call ^tr a-z A-Z) (call lines))

=== a program in a group
(^uname -r) == "6"
---
(== (group (call ^uname `-r`)) "6")

=== a program with numbers and words of the language
^seq 1 5 null true not let
---
(call ^seq `1` `5` `null` `true` `not` let)

=== a program with its path
^/usr/bin/env
---
(call ^/usr/bin/env)

=== a program with patterns
^ls *.txt ~/x a[1-2]b
---
(call ^ls *.txt ~/x a[1-2]b)

=== a program with a sign at the end of its line
^ls /
^cut -d ,
^echo =
hosts
---
(call ^ls /)
(call ^cut `-d` ,)
(call ^echo `=`)
(call hosts)

=== a program over lines
^ls / |
  lines
^ls /
| lines
---
(| (call ^ls /) (call lines))
(| (call ^ls /) (call lines))

=== a program with a sign at the end of its line in a block
if $a {
  ^ls /
  (^ls /) +
  hosts
}
---
(if $a {(call ^ls /); (+ (group (call ^ls /)) hosts)})

=== a program in a let with a sign at its end
let x = ^ls /
hosts
---
(let x (call ^ls /))
(call hosts)

=== a line that goes on behind a program in parentheses
(^ls /) == "a" and
b
---
(and (== (group (call ^ls /)) "a") b)

=== a range with a step and without an end
$x..$y..
1..3..; first 1..3..
---
(.. $x $y ..)
(.. 1 3 ..)
(call first (.. 1 3 ..))
