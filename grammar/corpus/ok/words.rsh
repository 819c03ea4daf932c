=== a percentage
require 95%
---
(call require `95%`)

=== an address
ping 10.0.0.1
---
(call ping `10.0.0.1`)

=== a network
hosts 10.0.0.0/24
---
(call hosts `10.0.0.0/24`)

=== a port
connect db01:22
---
(call connect db01:22)

=== a user
connect root@db01
---
(call connect root@db01)

=== a mail-like word with a dash
connect a.b-c@d_e
---
(call connect a.b-c@d_e)

=== home
open ~/hosts.toml
---
(call open ~/hosts.toml)

=== absolute
open /tmp/x
---
(call open /tmp/x)

=== relative
open data/x.csv
---
(call open data/x.csv)

=== up
open ../x
---
(call open ../x)

=== a folder of Windows
open C:\x
---
(call open C:\x)

=== IPv6
ping ::1
---
(call ping ::1)

=== a long IPv6
ping fe80::1
---
(call ping fe80::1)

=== a range of hosts
hosts web[01-20]
---
(call hosts web[01-20])

=== ranges and lists of hosts
hosts web[1-3,7].dc[1-2]
---
(call hosts web[1-3,7].dc[1-2])

=== a date
since 2024-01-01
---
(call since date(1704067200000000000))

=== a time of day
at 12:30
---
(call at `12:30`)

=== a version
is 1.2.3
---
(call is `1.2.3`)

=== a hash of git
x 4f2a9c
---
(call x `4f2a9c`)

=== a range as an argument
x 1..5
---
(call x (.. 1 5))

=== a question mark
open a?.csv
---
(call open a?.csv)

=== a plus in a word
x c++ a+b
---
(call x c++ a+b)

=== backticks
select `a b` `c|d`
---
(call select `a b` `c|d`)

=== an emoji
tag 🚀
---
(call tag `🚀`)

=== CJK
tag 日本語
---
(call tag 日本語)

=== a colon inside a word
x a:b
---
(call x a:b)

=== a number before a dash
x 1st-floor
---
(call x `1st-floor`)

=== a tilde inside
x a~b
---
(call x a~b)

=== a caret
^ls
---
(call ^ls)

=== a single letter
x
---
(call x)

=== a backslash
x a\b
---
(call x a\b)

=== a dot
open .
---
(call open .)

=== capital keywords are words
x AND OR NOT
---
(call x AND OR NOT)

=== an address of the web
open https://example.org/a/b.csv
---
(call open https://example.org/a/b.csv)

=== a place on a host
copy db01:/tmp/x ./x
---
(call copy db01:/tmp/x ./x)

=== a word that ends with a plus
x g++
---
(call x g++)

=== a range that ends a word
hosts rack[1,3]-a
---
(call hosts rack[1,3]-a)
