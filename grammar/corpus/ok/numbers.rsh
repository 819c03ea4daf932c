=== ints
[0 7 42 1_000_000]
---
[0 7 42 1000000]

=== negative ints
[-1 -0]
---
[-1 0]

=== the least int
-9223372036854775808
---
-9223372036854775808

=== the greatest int
9223372036854775807
---
9223372036854775807

=== hexadecimal
[0xff 0XFF 0xdead_beef -0x10]
---
[255 255 3735928559 -16]

=== octal
0o755
---
493

=== binary
0b1010
---
10

=== floats
[1.5 .5 0.25 1e9 1.5e-3 2E+2 -1.5]
---
[1.5 0.5 0.25 1000000000.0 0.0015 200.0 -1.5]

=== durations
[1ns 1us 1µs 1ms 1s 1sec 1min 1h 1hr 1d 1day 1wk]
---
[1ns 1000ns 1000ns 1000000ns 1000000000ns 1000000000ns 60000000000ns 3600000000000ns 3600000000000ns 86400000000000ns 86400000000000ns 604800000000000ns]

=== fractions of durations
[1.5hr 0.1s .5min]
---
[5400000000000ns 100000000ns 30000000000ns]

=== negative durations
-30s
---
-30000000000ns

=== sizes of thousands
[1b 1kb 1mb 1gb 1tb 1pb]
---
[1b 1000b 1000000b 1000000000b 1000000000000b 1000000000000000b]

=== sizes of 1024
[1kib 1mib 1gib 1tib 1pib]
---
[1024b 1048576b 1073741824b 1099511627776b 1125899906842624b]

=== sizes in capitals
[10B 4GiB 4GB 1KB 2MiB]
---
[10b 4294967296b 4000000000b 1000b 2097152b]

=== fractions of sizes
1.5gib
---
1610612736b

=== zero bytes
0b
---
0b

=== units after underscores
1_000ms
---
1000000000ns

=== a float with an exponent and a unit
1e3s
---
1000000000000ns

=== zeros first
007
---
7
