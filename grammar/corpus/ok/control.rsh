=== if
if $x > 3 { hosts }
---
(if (> $x 3) {(call hosts)})

=== if and else
if $x > 3 { 1 } else { 2 }
---
(if (> $x 3) {1} {2})

=== else if
if $a { 1 } else if $b { 2 } else { 3 }
---
(if $a {1} (if $b {2} {3}))

=== if over lines
if $x {
  hosts
  length
}
else {
  2
}
---
(if $x {(call hosts); (call length)} {2})

=== if as a value
let x = if $a { 1 } else { 2 }
---
(let x (if $a {1} {2}))

=== if in parentheses
first (if $a { 1 } else { 2 })
---
(call first (group (if $a {1} {2})))

=== if with a command in its condition
if (hosts | length) > 3 { 1 }
---
(if (> (group (| (call hosts) (call length))) 3) {1})

=== if goes on in a pipeline
if $a { hosts } else { [] } | length
---
(| (if $a {(call hosts)} {[]}) (call length))

=== empty blocks
if $a { } else { }
---
(if $a {} {})

=== blocks of one line and several statements
if $a { let b = 1; $b + 1 }
---
(if $a {(let b 1); (+ $b 1)})

=== a pipeline over lines in a block
if $a {
  hosts
  | length
}
---
(if $a {(| (call hosts) (call length))})

=== for
for x in [1 2 3] { $x }
---
(for x [1 2 3] {$x})

=== for with a dollar sign
for $x in $list { $x }
---
(for x $list {$x})

=== for over a range
for n in 1..5 { $n }
---
(for n (.. 1 5) {$n})

=== for over a command
for h in (hosts) {
  let name = $h.host
  continue
}
---
(for h (group (call hosts)) {(let name (. $h host)); (continue)})

=== while
while (hosts | length) < 5 { break }
---
(while (< (group (| (call hosts) (call length))) 5) {(break)})

=== return nothing
def f [] { return }
---
(def f [] {(return)})

=== return a value
def f [] { return (1 + 2) }
---
(def f [] {(return (group (+ 1 2)))})

=== return a pipeline
def f [] { return hosts | length }
---
(def f [] {(return (| (call hosts) (call length)))})

=== match of literals
match $x {
  1 => "one"
  2 | 3 => "some"
  _ => "many"
}
---
(match $x (1 => {"one"}) (2 | 3 => {"some"}) (_ => {"many"}))

=== match in one line
match $x { 1 => "one", _ => "many" }
---
(match $x (1 => {"one"}) (_ => {"many"}))

=== match of ranges and guards
match $x {
  0 => 1
  1..9 => 2
  $n if $n > 100 => { hosts }
  _ => 3
}
---
(match $x (0 => {1}) ((.. 1 9) => {2}) ($n if (> $n 100) => {(call hosts)}) (_ => {3}))

=== match of types
match $x {
  int => 1
  $s: string => $s
  list<int> => 2
  null => 3
}
---
(match $x (int => {1}) ($s: string => {$s}) (list<int> => {2}) (null => {3}))

=== match of lists
match $x {
  [] => 0
  [$a] => 1
  [$a, 2, ...$rest] => 2
  [_ ...] => 3
}
---
(match $x ([] => {0}) ([$a] => {1}) ([$a 2 ...$rest] => {2}) ([_ ...] => {3}))

=== match of records
match $x {
  {kind: "disk", size: $s} => $s
  {$name, $port} => $port
  _ => 0
}
---
(match $x ({kind: "disk", size: $s} => {$s}) ({name: $name, port: $port} => {$port}) (_ => {0}))

=== match of texts
match $x { "a" | 'b' => true, r#'c'# => false }
---
(match $x ("a" | "b" => {true}) ("c" => {false}))

=== match of quantities
match $d { 30s => 1, 4GiB => 2, -5 => 3, 1.5 => 4, 2024-01-31 => 5 }
---
(match $d (30000000000ns => {1}) (4294967296b => {2}) (-5 => {3}) (1.5 => {4}) (date(1706659200000000000) => {5}))

=== match as a value
let x = match $y { _ => 1 }
---
(let x (match $y (_ => {1})))

=== arms with blocks
match $x {
  1 => {
    hosts
    length
  }
  _ => { }
}
---
(match $x (1 => {(call hosts); (call length)}) (_ => {{}}))

=== arms that leave
def f [] { match $x {
  1 => return 2
  _ => hosts | length
} }
---
(def f [] {(match $x (1 => {(return 2)}) (_ => {(| (call hosts) (call length))}))})

=== a record in an arm
match $x { 1 => {a: 1}
 _ => {a: 2} }
---
(match $x (1 => {{a: 1}}) (_ => {{a: 2}}))

=== match in match
match $x { 1 => (match $y { _ => 2 })
 _ => 3 }
---
(match $x (1 => {(group (match $y (_ => {2})))}) (_ => {3}))

=== try
try { hosts } catch { 1 }
---
(try {(call hosts)} (catch {1}))

=== try alone
try { hosts }
---
(try {(call hosts)})

=== try with a name for the error
try { hosts } catch {|e| $e.message }
---
(try {(call hosts)} (catch |e| {(. $e message)}))

=== try by kinds
try {
  hosts
} catch timeout => {
  1
} catch file_missing, format => {|e|
  $e
} finally {
  2
}
---
(try {(call hosts)} (catch timeout {1}) (catch file_missing format |e| {$e}) (finally {2}))

=== catch in a line of its own
try { hosts }
catch { 1 }
finally { 2 }
---
(try {(call hosts)} (catch {1}) (finally {2}))

=== try as a value
let x = try { 1 } catch { 2 }
---
(let x (try {1} (catch {2})))

=== test
test "two and two" { 2 + 2 == 4 }
---
(test "two and two" {(== (+ 2 2) 4)})

=== words of the language as arguments
select if for match else
---
(call select if for match else)

=== words of the language as names
{if: 1, for: 2}.if
---
(. {if: 1, for: 2} if)

=== comments in blocks
if $a { # first
  1 # second
  # third
}
---
(if $a {1})
# first
# second
# third

=== semicolons at the ends
for x in $y { 1; 2; }
---
(for x $y {1; 2})

=== return alone
return
---
(return)

=== return behind a semicolon
hosts; return
---
(call hosts)
(return)

=== test with a raw name
test r#'it's fine'# { 1 == 1 }
---
(test "it's fine" {(== 1 1)})
