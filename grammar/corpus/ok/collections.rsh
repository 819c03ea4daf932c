=== an empty list
[]
---
[]

=== commas
[1, 2, 3]
---
[1 2 3]

=== spaces
[1 2 3]
---
[1 2 3]

=== a comma at the end
[1, 2,]
---
[1 2]

=== lists in a list
[[1 2] [3]]
---
[[1 2] [3]]

=== words in a list
[a b.c d/e]
---
[a b.c d/e]

=== expressions in a list
[1 + 2, 3 * 4]
---
[(+ 1 2) (* 3 4)]

=== expressions without commas
[1 + 2 3 * 4]
---
[(+ 1 2) (* 3 4)]

=== negatives in a list
[1 -2 - 3]
---
[1 (- -2 3)]

=== a negative word in a list
[-x, y]
---
[(- x) y]

=== an empty record
{}
---
{}

=== a record
{a: 1, "b c": 2}
---
{a: 1, `b c`: 2}

=== a record without commas
{a: 1 b: 2}
---
{a: 1, b: 2}

=== a record over lines
{
  a: 1
  b: [2
 3]
}
---
{a: 1, b: [2 3]}

=== a record without spaces
{a:1,b:x}
---
{a: 1, b: x}

=== a record without spaces or commas
{a:1 b:2}
---
{a: 1, b: 2}

=== a space before the colon
{a : 1}
---
{a: 1}

=== a comma at the end of a record
{a: 1,}
---
{a: 1}

=== names that are keywords
{in: 1, not: 2, let: 3, true: 4, null: 5}
---
{`in`: 1, `not`: 2, let: 3, `true`: 4, `null`: 5}

=== names in backticks
{`a b`: 1}
---
{`a b`: 1}

=== names that are numbers
{1: a, 2.5: b}
---
{`1`: a, `2.5`: b}

=== a raw name
{'a': 1}
---
{a: 1}

=== records in a record
{a: {b: {c: 1}}}
---
{a: {b: {c: 1}}}

=== expressions in a record
{a: 1 + 2 b: not true}
---
{a: (+ 1 2), b: (not true)}

=== a time in a record
{at: 12:30}
---
{at: `12:30`}

=== a host with a port in a record
{a:db01:22}
---
{a: db01:22}

=== a negative number without a space
{a:-1}
---
{a: -1}

=== a negative word without a space
{a:-x}
---
{a: (- x)}

=== a variable without a space
{a:$x, b:(1)}
---
{a: $x, b: (group 1)}

=== a string without a space
{a:"x"}
---
{a: "x"}

=== a duration without a space
{a:1.5s}
---
{a: 1500000000ns}

=== a list of records
[{a: 1} {a: 2}]
---
[{a: 1} {a: 2}]

=== a group in a list
[(hosts | length) 2]
---
[(group (| (call hosts) (call length))) 2]

=== words of the language in a list
[if else match try for]
---
[if else match try for]

=== words of the language and a closure in a list
[if {|x| 1}, try {|x| 2}]
---
[if (closure [x] {1}) try (closure [x] {2})]
