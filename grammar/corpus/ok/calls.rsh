=== no arguments
length
---
(call length)

=== words
discover cpu memory
---
(call discover cpu memory)

=== two words of a name stay apart
to json
---
(call to json)

=== commas between arguments
select host, cores
---
(call select host cores)

=== commas without spaces
select host,cores
---
(call select host cores)

=== one condition is one argument
where cores > 4 and not (os =~ "x")
---
(call where (and (> cores 4) (not (group (=~ os "x")))))

=== several expressions
where a == 1 b == 2
---
(call where (== a 1) (== b 2))

=== a short flag
sort-by cores -r
---
(call sort-by cores -r)

=== a long flag
run uptime --keep-order
---
(call run uptime --keep-order)

=== a flag with a value
run uptime --timeout=30s
---
(call run uptime --timeout=30000000000ns)

=== a flag with a string
save --path="a b"
---
(call save --path="a b")

=== a flag with a list
run x --hosts=[a b]
---
(call run x --hosts=[a b])

=== a flag with a word
discover --only=cpu
---
(call discover --only=cpu)

=== flags first
sort-by -r --natural cores
---
(call sort-by -r --natural cores)

=== the value of a flag behind a space is an argument
first --count 5
---
(call first --count 5)

=== several letters with one dash
ls -la
---
(call ls -la)

=== a digit in a flag
x -p4 --v2
---
(call x -p4 --v2)

=== a negative argument
first -5
---
(call first -5)

=== a negative fraction
x -.5
---
(call x -0.5)

=== a dash alone
open - -x
---
(- open (- x))

=== two dashes alone
x -- a
---
(call x `--` a)

=== a group is an argument
first (1 + 2)
---
(call first (group (+ 1 2)))

=== a variable is an argument
first $n
---
(call first $n)

=== a record is an argument
insert {a: 1}
---
(call insert {a: 1})

=== a list is an argument
select [a b]
---
(call select [a b])

=== literals
x null true false 1 1.5 30s 4kb
---
(call x null true false 1 1.5 30000000000ns 4000b)

=== a keyword inside a word
notify into order model
---
(call notify into order model)

=== a backticked argument
select `weird name`
---
(call select `weird name`)

=== strings
run "uptime" 'df -h'
---
(call run "uptime" "df -h")

=== a path
open ./a.csv
---
(call open ./a.csv)

=== glob
open *.csv
---
(call open *.csv)

=== an external command
^ssh host
---
(call ^ssh host)

=== a unary minus before a group
first -(2)
---
(call first (- (group 2)))

=== a unary minus before a variable
first -$n
---
(call first (- $n))

=== a call in a group
first (hosts | length)
---
(call first (group (| (call hosts) (call length))))

=== a subtraction is one argument
first 5 - 2
---
(call first (- 5 2))

=== a word followed by a flag is no subtraction
cores -x
---
(call cores -x)

=== a star between spaces multiplies
x a * b
---
(call x (* a b))

=== an unknown command in Unicode
größe straße
---
(call größe straße)

=== a call with a command in capitals
HOSTS
---
(call HOSTS)

=== a call with dots and slashes
./script.sh a/b
---
(call ./script.sh a/b)

=== comparison without spaces
where cores>4
---
(call where (> cores 4))

=== match without spaces
where os=~"deb"
---
(call where (=~ os "deb"))

=== several conditions without spaces
where a>=1 and b!=2 or c<3
---
(call where (or (and (>= a 1) (!= b 2)) (< c 3)))

=== not as an argument
where not up
---
(call where (not up))

=== in as an operator
where host in [a b]
---
(call where (in host [a b]))

=== not in as an operator
where host not in [a, b]
---
(call where (not in host [a b]))
