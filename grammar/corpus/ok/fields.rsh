=== of a variable
$host.name
---
(. $host name)

=== of a field
$host.disk.size
---
(. (. $host disk) size)

=== of a group
(hosts).name
---
(. (group (call hosts)) name)

=== of a record
{a: 1}.a
---
(. {a: 1} a)

=== of a list
[1].first
---
(. [1] first)

=== of a string
"a".length
---
(. "a" length)

=== in a comparison
$h.cores > 4
---
(> (. $h cores) 4)

=== tight
$h.a+$h.b
---
(+ (. $h a) (. $h b))

=== a dash in a field
$h.os-name
---
(. $h os-name)

=== a number as a field
$row.0
---
(. $row 0)

=== as an argument
first $n.count
---
(call first (. $n count))

=== a keyword as a field
$x.in
---
(. $x in)

=== a column keeps its dots
where disk.size > 4gb
---
(call where (> disk.size 4000000000b))

=== in a power
$x.a ** 2
---
(** (. $x a) 2)

=== negated
-$x.a
---
(- (. $x a))

=== quoted names
$x.'a b'.c + $x."a\"b" + $x.'a b'? + $x."a"?.b
---
(+ (+ (+ (. (. $x a b) c) (. $x a"b)) (. $x a b?)) (. (. $x a?) b))
