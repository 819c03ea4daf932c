=== spaces
  hosts   |where cores>4   |  first   5
---
hosts | where cores > 4 | first 5

=== semicolons become lines
let a = 1; hosts; length;
---
let a = 1
hosts
length

=== blank lines
hosts



length

# end
---
hosts

length

# end

=== a pipeline in one line stays
hosts | discover cpu | where cores > 4
---
hosts | discover cpu | where cores > 4

=== a pipeline over lines stays
hosts
| discover cpu
---
hosts
| discover cpu

=== one line end is enough
hosts | discover cpu
  | where cores > 4 | first 5
---
hosts
| discover cpu
| where cores > 4
| first 5

=== pipes at ends of lines
hosts |
  discover cpu |
  length
---
hosts
| discover cpu
| length

=== a pipeline that is too long
hosts | discover cpu, memory, os | where cores > 4 and used > total / 2 | select host cores used total
---
hosts
| discover cpu, memory, os
| where cores > 4 and used > total / 2
| select host cores used total

=== a named pipeline that is too long
let facts = hosts | discover cpu, memory, os | where cores > 4 and used > total / 2 | select host cores
---
let facts = hosts
  | discover cpu, memory, os
  | where cores > 4 and used > total / 2
  | select host cores

=== let over lines
let facts = hosts
| discover memory
---
let facts = hosts
  | discover memory

=== return over lines
def f [] {
return hosts
| length
}
---
def f [] {
  return hosts
    | length
}

=== a condition that is too long
where cores_of_the_machine > 4 and memory_of_the_machine > 2GiB or name_of_the_machine =~ "web[0-9]+"
---
where cores_of_the_machine > 4 and memory_of_the_machine > 2GiB or
  name_of_the_machine =~ "web[0-9]+"

=== arguments that are too long
select first_of_the_columns, second_of_the_columns, third_of_the_columns, fourth_of_the_columns, fifth
---
select first_of_the_columns, second_of_the_columns, third_of_the_columns, fourth_of_the_columns,
  fifth

=== operators have spaces
1+2; 3*4; $a*2; (1)-(2); not   $x; a==b and c!=d
---
1 + 2
3 * 4
$a * 2
(1) - (2)
not $x
a == b and c != d

=== signs stay tight
[-1 -$x -(2)]; where a == -b; 5 - -3
---
[-1, -$x, -(2)]
where a == -b
5 - -3

=== a sign apart stays apart
1 + - a
---
1 + - a

=== a sign behind a bracket
(-a); {-a}
---
(- a)
{ - a }

=== not in
where a not   in [1 2]
---
where a not in [1, 2]

=== ranges are tight
1..5; 1.. 5; 0..2..10; first 1.. foo; $a..<$b
---
1..5
1..5
0..2..10
first 1.. foo
$a..<$b

=== fields are tight
$x.a.0?."b c"
---
$x.a.0?."b c"

=== flags are tight
f --a=1 -b --c=[1 2] --d {|x|$x}
---
f --a=1 -b --c=[1, 2] --d {|x| $x }

=== words stay as they are
ping web[01-20] a-b c:d ~/x C:\x ::1 95%
---
ping web[01-20] a-b c:d ~/x C:\x ::1 95%

=== literals stay as they are
[0xFF 1_000 4GIB 2.50 "a\u{41}" 'b' r#'c'# 0x[de  AD] 2024-01-31]
---
[0xFF, 1_000, 4GIB, 2.50, "a\u{41}", 'b', r#'c'#, 0x[de  AD], 2024-01-31]

=== texts with values are copied
$"a (1+2)  (f  [1 2])"
---
$"a (1+2)  (f  [1 2])"

=== arguments of programs
^tar  -czf x.tgz   --exclude=*.log "a b" $x (hosts|length) 1+2 a,b | lines
---
^tar -czf x.tgz --exclude=*.log "a b" $x (hosts | length) 1+2 a,b | lines

=== commas of arguments stay
discover cpu , memory os
---
discover cpu, memory os

=== the first line of a script
#!/usr/bin/env rebe
hosts
---
#!/usr/bin/env rebe
hosts

=== use
use  ./lib.rsh [a b]; use std/x *; use y
---
use ./lib.rsh [a, b]
use std/x *
use y

=== use all and a line behind it
use ./lib.rsh *
hosts
---
use ./lib.rsh *
hosts

=== constants
export   const  A : int=5
---
export const A: int = 5

=== spreads
f ...$list {...$a b:1} [...$a 1]
---
f ...$list {...$a, b: 1} [...$a, 1]

=== a program with a sign at the end of a line
^ls /
^cut -d ,
hosts
---
^ls /
^cut -d ,
hosts
