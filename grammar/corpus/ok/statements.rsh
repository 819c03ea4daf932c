=== one command
hosts
---
(call hosts)

=== two lines
hosts
length
---
(call hosts)
(call length)

=== a semicolon
hosts; length
---
(call hosts)
(call length)

=== a semicolon at the end
hosts;
---
(call hosts)

=== empty statements
;; hosts ;;
; length
---
(call hosts)
(call length)

=== blank lines between
hosts


   
length
---
(call hosts)
(call length)

=== only a comment
# nothing here
---
# nothing here

=== a comment behind a statement
hosts # all of them
length # how many
---
(call hosts)
(call length)
# all of them
# how many

=== a hash inside a word is no comment
open a#b
---
(call open a#b)

=== a comment behind a bracket needs no space
[1]# one
---
[1]
# one

=== a script with its interpreter
#!/usr/bin/env rebe
hosts
---
(call hosts)
#!/usr/bin/env rebe

=== a pipe begins the next line
hosts
| discover cpu
| where cores > 4
---
(| (call hosts) (call discover cpu) (call where (> cores 4)))

=== comments between the lines of a pipeline
hosts # all
# that are known

| length # how many
---
(| (call hosts) (call length))
# all
# that are known
# how many

=== a pipe ends the line
hosts |

  length
---
(| (call hosts) (call length))

=== an operator ends the line
1 +
2
---
(+ 1 2)

=== `and` ends the line
where a and
  b
---
(call where (and a b))

=== `not` ends the line
not
true
---
(not true)

=== a comma ends the line
select host,
  cores
---
(call select host cores)

=== newlines in brackets
let x = [
  1
  2,

  # three
  3
]
hosts
---
(let x [1 2 3])
(call hosts)
# three

=== newlines in parentheses
first (
  1
  + 2
)
---
(call first (group (+ 1 2)))

=== a statement after a bracket
(1)
(2)
---
(group 1)
(group 2)

=== white space before and after
   hosts   
   
---
(call hosts)

=== tabs
	hosts	|	length
---
(| (call hosts) (call length))
