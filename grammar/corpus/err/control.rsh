=== if without a block
if $x
---
E0103 1:6 expected `{` after `$x`, found the end of the text | write `if condition { … } else { … }`

=== if without a condition
if { 1 }
---
E0103 1:9 `if` has a block and nothing to ask before it | write `if condition { … } else { … }`

=== if with then
if $x then 1
---
E0101 1:7 expected `{` after `$x`, found `then` | write `if condition { … } else { … }`

=== if with a command
if hosts | length > 3 { 1 }
---
E0101 1:10 expected `{` after `hosts`, found `|` | write `if condition { … } else { … }`; put a command in parentheses, as in `(hosts | length) > 0`

=== else alone
else { 1 }
---
E0101 1:1 nothing stands before `else` | it goes with what stands before it: `if condition { … } else { … }`

=== else without a block
if $a { 1 } else 2
---
E0101 1:18 expected `{` after `else`, found `2` | write `if condition { … } else { … }`

=== elif
if $a { 1 } elif $b { 2 }
---
E0101 1:13 found `elif`, expected `else if` | did you mean `else if`? ["elif" -> "else if"]

=== if in an expression
1 + if $a { 1 } else { 2 }
---
E0101 1:5 `if` is no value by itself | put it in parentheses: `(if condition { … } else { … })`

=== a record for a block
if $a { a: 1 }
---
E0101 1:7 found a record, expected a block with statements | a block that yields a record is `{ {name: value} }`

=== for without in
for x $list { 1 }
---
E0101 1:7 expected `in` after `x`, found `$list` | write `for name in list { … }`

=== for without a name
for in $list { 1 }
---
E0101 1:5 expected a name after `for`, found `in` | this word has a meaning of its own; take another name

=== for without a list
for x in { 1 }
---
E0103 1:15 `for` has a block and nothing to ask before it | write `for name in list { … }`

=== for with do
for x in $list do 1 done
---
E0101 1:16 expected `{` after `$list`, found `do` | write `for name in list { … }`

=== for in a pipeline
hosts | for x in $y { 1 }
---
E0101 1:9 `for` cannot follow `|` | it begins a statement: `for name in list { … }`

=== while without a block
while true
---
E0103 1:11 expected `{` after `true`, found the end of the text | write `while condition { … }`

=== match without arms
match $x
---
E0103 1:9 expected `{` with the arms after `$x`, found the end of the text | write `match value { pattern => … }`

=== match without an arrow
match $x { 1 "one" }
---
E0101 1:14 expected `=>` after `1`, found `"one"` | an arm is `pattern => value`, each in a line of its own

=== match with a colon
match $x { 1: "one" }
---
E0101 1:10 found a record, expected the arms of a `match` | an arm is `pattern => value`, each in a line of its own

=== match without a pattern
match $x { => 1 }
---
E0101 1:12 expected a pattern, such as `1` or `_`, after `{`, found `=>` | a pattern is a value, a range, a type, `$name`, `[…]`, `{…}`, or `_` for all

=== match with a bad pattern
match $x { hosts | length => 1 }
---


=== match without a value
match $x { 1 => }
---
E0101 1:17 expected a value after `=>`, found `}` | write a value there

=== try without a block
try hosts
---
E0101 1:5 expected `{` after `try`, found `hosts` | write `try { … } catch { … }`

=== catch alone
catch { 1 }
---
E0101 1:1 nothing stands before `catch` | it goes with what stands before it: `try { … } catch { … }`

=== catch without a block
try { 1 } catch
---
E0103 1:16 expected `{` after `catch`, found the end of the text | write `try { … } catch { … }`

=== catch with a kind and no arrow
try { 1 } catch timeout { 2 }
---
E0101 1:25 expected `=>` after `timeout`, found `{` | write `catch kind => { … }`, or `catch { … }` for any error

=== catch with a name in parentheses
try { 1 } catch (e) { 2 }
---
E0101 1:17 expected `{` after `catch`, found `(` | write `try { … } catch { … }`

=== a mistake in a block
if $a {
  let = 5
  hosts 1 +
}
---
E0101 2:7 expected a name after `let`, found `=` | write `let name = value`
E0101 4:1 expected a value after `+`, found `}` | write a value behind `+`, or put it in quotes if it is text

=== two mistakes in two blocks
for x in $y {
  1 +
}
if $z {
  | length
}
---
E0101 3:1 expected a value after `+`, found `}` | write a value behind `+`, or put it in quotes if it is text
E0101 5:3 expected a value after `{`, found `|` | write a value there

=== a block that is never closed
if $a {
  hosts
---
E0102 1:7 `{` is never closed | add `}` at the end (partial)

=== return in a pipeline
hosts | return
---
E0101 1:9 `return` cannot follow `|` | it begins a statement

=== a stray brace
if $a { 1 } }
---
E0101 1:13 `}` closes nothing | remove it, or add `{` where it should begin
