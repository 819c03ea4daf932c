=== lists
[1 2,3 , [4  5]]
---
[1, 2, 3, [4, 5]]

=== empty brackets
[ ]; { }; f ( hosts )
---
[]
{}
f (hosts)

=== records
{a:1 b : 2, "c d":3}
---
{a: 1, b: 2, "c d": 3}

=== a comma too many
[1, 2,]
---
[1, 2]

=== a list over lines stays
[
1, 2
3]
---
[
  1,
  2,
  3,
]

=== a list whose first item is in the first line
[1,
2]
---
[1, 2]

=== a list that is too long
let names = ["the first name" "the second name" "the third name" "the fourth name" "the fifth name"]
---
let names = [
  "the first name",
  "the second name",
  "the third name",
  "the fourth name",
  "the fifth name",
]

=== a record that is too long
let it = {first_name: "the first name", second_name: "the second name", third_name: "the third name"}
---
let it = {
  first_name: "the first name",
  second_name: "the second name",
  third_name: "the third name",
}

=== brackets in brackets break from outside
let it = {first_name: ["the first name" "the second name"], second_name: {a: 1, b: 2}, third_name: 12345}
---
let it = {
  first_name: ["the first name", "the second name"],
  second_name: {a: 1, b: 2},
  third_name: 12345,
}

=== a table
[[a b];[1 2]   [3 4]]
---
[[a, b]; [1, 2], [3, 4]]

=== a table over lines
[[a, b];
[1 2]
[3 4]]
---
[
  [a, b];
  [1, 2],
  [3, 4],
]

=== a table without rows
[ [a b] ; ]
---
[[a, b];]

=== parentheses over lines stay
first (
1
+ 2 )
---
first (
  1 + 2
)

=== parentheses that are too long
let it = f (hosts | discover cpu, memory, os | where cores > 4 and used > total / 2 | length) 123456789
---
let it = f (
  hosts | discover cpu, memory, os | where cores > 4 and used > total / 2 | length
) 123456789

=== a pipeline over lines in parentheses
f (hosts
| length)
---
f (
  hosts
  | length
)

=== comments in a list
[ # head
1 # one
# two is next
2, # two

3
# end
]
---
[ # head
  1, # one
  # two is next
  2, # two

  3,
  # end
]

=== a comment before a comma
[1 # one
, 2]
---
[
  1, # one
  2,
]

=== comments in an empty record
{
# nothing
}
---
{
  # nothing
}

=== comments in parentheses
f (1 + # one
2 # two
)
---
f (
  1 + # one
    2 # two
)

=== comments between arguments
select a, # first
b, # second
c
---
select a, # first
  b, # second
  c

=== comments in a pipeline
hosts # all
# that are known

| where a # some
| # and then
length
---
hosts # all
# that are known
| where a # some
# and then
| length

=== blank lines in a list
[
1

2


3
]
---
[
  1,

  2,

  3,
]

=== a closure
each {|x|$x+1}; each { |a b: int| $a }; do {|| 1}; do {;}
---
each {|x| $x + 1 }
each {|a, b: int| $a }
do {|| 1 }
do {;}

=== a block that would be a record
do {; a:1 b }
---
do {; a:1 b }

=== a closure over lines
hosts | each {|h|
let name=$h.host
$name }
| length
---
hosts
| each {|h|
  let name = $h.host
  $name
}
| length

=== a closure that is too long
hosts | each {|h| $"the name of the host is ($h.host) and it has ($h.cores) cores of the kind ($h.model)" }
---
hosts
| each {|h|
  $"the name of the host is ($h.host) and it has ($h.cores) cores of the kind ($h.model)"
}

=== comments in a closure
each { # before
|x| # first
$x # second

# third
}
---
each { # before
  |x| # first
  $x # second

  # third
}

=== a comment before an empty list of parameters
{#
| |}
---
{ #
  ||}
