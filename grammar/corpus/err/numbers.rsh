=== an unknown unit
sleep 5parsecs
---
E0104 1:8 `parsecs` is no unit | units are ns us ms s min hr day wk for time and b kb mb gb tb kib mib gib tib for data; put quotes around `5parsecs` if it is text

=== minutes like in other tools
sleep 5m
---
E0104 1:8 `m` is no unit | did you mean `5min`?

=== gigabytes like in other tools
where mem > 4G
---
E0104 1:14 `G` is no unit | did you mean `4gb`?

=== a word that begins with a digit
hosts 2nodes
---
E0104 1:8 `nodes` is no unit | units are ns us ms s min hr day wk for time and b kb mb gb tb kib mib gib tib for data; put quotes around `2nodes` if it is text

=== an int past 64 bits
x 9223372036854775808
---
E0104 1:3 `9223372036854775808` is too large for an integer | integers go from -9223372036854775808 to 9223372036854775807; write a larger number with a point, such as `1e20`

=== an int past 64 bits below
x -9223372036854775809
---
E0104 1:3 `-9223372036854775809` is too large for an integer | integers go from -9223372036854775808 to 9223372036854775807; write a larger number with a point, such as `1e20`

=== a float past the largest
x 1e999
---
E0104 1:3 `1e999` is too large for a number | the largest number is about 1.8e308

=== a duration that is too long
sleep 400000000wk
---
E0104 1:7 `400000000wk` is too long for a duration | the longest duration is about 292 years

=== a size that is too large
x 9000pib
---
E0104 1:3 `9000pib` is too large for a size | the largest size is about 8191 pib

=== a bad hexadecimal digit
x 0xfg
---
E0104 1:3 `0xfg` has a digit that is not hexadecimal | the digits there are 0 to 9 and a to f

=== a bad binary digit
x 0b12
---
E0104 1:3 `0b12` has a digit that is not binary | the digits there are 0 and 1

=== a bad octal digit
x 0o8
---
E0104 1:3 `0o8` has a digit that is not octal | the digits there are 0 to 7

=== no hexadecimal digits
x 0x
---
E0104 1:3 `0x` has no digits | write 0 to 9 and a to f behind it

=== a hexadecimal past 64 bits
x 0xffffffffffffffff
---
E0104 1:3 `0xffffffffffffffff` is too large for an integer | integers go from -9223372036854775808 to 9223372036854775807; write a larger number with a point, such as `1e20`

=== a time in capitals
x 5S
---
E0104 1:4 `S` is no unit | did you mean `5sec`?

=== a unit apart from its number
1 GB
---
E0101 1:3 `GB` cannot follow `1` | a unit touches its number: `1GB` ["1 GB" -> "1GB"]

=== a unit apart from its number in a sum
1 day + 2.5hr
---
E0101 1:3 `day` cannot follow `1` | a unit touches its number: `1day` ["1 day" -> "1day"]

=== thousands with a comma
1,000
---
E0101 1:2 `,` cannot follow `1` | a number has no commas: `1000`, or `1_000` ["1,000" -> "1000"]

=== thousands with a comma in a sum
1,000 + 5
---
E0101 1:2 `,` cannot follow `1` | a number has no commas: `1000`, or `1_000` ["1,000" -> "1000"]

=== two numbers with a comma
1,00
---
E0101 1:2 `,` cannot follow `1` | remove the `,`; a list is written `[a, b]`
