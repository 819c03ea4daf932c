=== a block in one line stays
if $a {1} else {2}
---
if $a { 1 } else { 2 }

=== a block over lines stays
if $a {
1 }
---
if $a {
  1
}

=== all blocks of a choice are over lines
if $a { 1 }
else if $b { 2 }
else {
3
}
---
if $a {
  1
} else if $b {
  2
} else {
  3
}

=== a choice that is too long
if $the_first_of_the_conditions { "the first of the values" } else { "the second one of the values" }
---
if $the_first_of_the_conditions {
  "the first of the values"
} else {
  "the second one of the values"
}

=== more than one statement
if $a { let b=1;$b+1 }
---
if $a {
  let b = 1
  $b + 1
}

=== empty blocks
if $a { } else { ; }
---
if $a {} else {;}

=== for and while
for x in [1 2]   { $x }
while $x<5   { break }
---
for x in [1, 2] { $x }
while $x < 5 { break }

=== try
try { hosts } catch timeout,format=>{|e| $e } finally { 2 }
---
try { hosts } catch timeout, format => {|e| $e } finally { 2 }

=== try over lines
try {
hosts }
catch {|e| $e.message }
---
try {
  hosts
} catch {|e|
  $e.message
}

=== comments around branches
if $a { # first
1
} # second
# third
else { # fourth
2
# fifth
}
---
if $a { # first
  1
} # second
# third
else { # fourth
  2
  # fifth
}

=== blank lines in blocks
if $a {

hosts


length

}
---
if $a {
  hosts

  length
}

=== match
match $x { 1=>"one",2|3=>"some"
$n if $n>100=>{ hosts } ; _=>{
a
b
} }
---
match $x {
  1 => "one"
  2 | 3 => "some"
  $n if $n > 100 => { hosts }
  _ => {
    a
    b
  }
}

=== patterns
match $x { [$a 2 ...$rest] => 1, {kind:"disk" size:$s} => 2, {$name $port} => 3, $s :string => 4, 1..9=>5, [] => 6, [_ ...] => 7 }
---
match $x {
  [$a, 2, ...$rest] => 1
  {kind: "disk", size: $s} => 2
  {$name, $port} => 3
  $s: string => 4
  1..9 => 5
  [] => 6
  [_, ...] => 7
}

=== comments in match
match $x { # head
# one
1 => 2 # two

# three
_ => # four
3
# end
}
---
match $x { # head
  # one
  1 => 2 # two

  # three
  _ => # four
    3
  # end
}

=== a pipeline in an arm
match $x { 1 => hosts
| length
_ => 2 }
---
match $x {
  1 => hosts
    | length
  _ => 2
}

=== def
def f [a:int b="x",--limit (-l):int=10,--force,...rest:list<int>]:table<a: int b : string? ...>->int   { $in|length }
---
def f [
  a: int,
  b = "x",
  --limit (-l): int = 10,
  --force,
  ...rest: list<int>,
]: table<a: int, b: string?, ...> -> int { $in | length }

=== parameters over lines
def f [
a: int # the first
--force
# not yet
] { $a }
---
def f [
  a: int, # the first
  --force,
  # not yet
] { $a }

=== parameters that are too long
def copy_all [source: string, target: string, --limit (-l): int = 10, --force (-f), --owner: string = "root"] { 1 }
---
def copy_all [
  source: string,
  target: string,
  --limit (-l): int = 10,
  --force (-f),
  --owner: string = "root",
] { 1 }

=== help of a def
hosts; # no help
def f [] { 1 }

# Help.
# More help.
def g [] { 1 }
---
hosts # no help
def f [] { 1 }

# Help.
# More help.
def g [] { 1 }

=== a comment that is no help
; # no help
def f [] { 1 }
---
# no help

def f [] { 1 }

=== types
let x : list<record<a : int, b: string ?>> ? = []
---
let x: list<record<a: int, b: string?>>? = []

=== test
test   "two" { 1+1==2 }
---
test "two" { 1 + 1 == 2 }

=== blocks in blocks
for x in $y { if $x { for z in $x { f; g } } }
---
for x in $y {
  if $x {
    for z in $x {
      f
      g
    }
  }
}

=== comments in a block that does nothing
if $a { # c
; }
---
if $a {; # c
}
