=== a comparison headed by a word
cores > 4
---
(> cores 4)

=== a comparison in parentheses goes on
(cores > 4) and x
---
(and (group (> cores 4)) x)

=== a string
"a"
---
"a"

=== a number
42
---
42

=== a variable
$hosts | length
---
(| $hosts (call length))

=== a list
[1 2 3] | length
---
(| [1 2 3] (call length))

=== a record
{a: 1} | to json
---
(| {a: 1} (call to json))

=== a backticked word is a value
`weird name`
---
`weird name`

=== a word with `in`
a in [a b]
---
(in a [a b])

=== a word with `not in`
a not in [b]
---
(not in a [b])

=== a word with `and`
a and b
---
(and a b)

=== a minus between spaces
a - b
---
(- a b)

=== many stages
a | b | c | d
---
(| (call a) (call b) (call c) (call d))

=== not begins an expression
not a
---
(not a)

=== true
true
---
true

=== null
null | x
---
(| null (call x))

=== a group
(hosts) | length
---
(| (group (call hosts)) (call length))

=== a tight comparison
cores>4
---
(> cores 4)

=== a word like a number
10.0.0.1 | ping
---
(| (call `10.0.0.1`) (call ping))

=== pipes without spaces
hosts|length
---
(| (call hosts) (call length))
