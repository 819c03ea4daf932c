=== a number
let x = 1
---
(let x 1)

=== a pipeline
let busy = hosts | discover load | where load1 > 4
---
(let busy (| (call hosts) (call discover load) (call where (> load1 4))))

=== the value in the next line
let x =
  hosts
  | length
---
(let x (| (call hosts) (call length)))

=== tight
let x=5
---
(let x 5)

=== a dash in the name
let big-hosts = hosts
---
(let big-hosts (call hosts))

=== an underscore begins the name
let _a1 = 1
---
(let _a1 1)

=== then its use
let x = 1; $x + 1
---
(let x 1)
(+ $x 1)

=== a word that begins like let
letter a
---
(call letter a)

=== let in capitals is a word
LET x
---
(call LET x)

=== a list
let l = [a b]
---
(let l [a b])

=== an expression headed by a word
let x = cores > 4
---
(let x (> cores 4))

=== two
let a = 1
let b = $a
---
(let a 1)
(let b $a)
