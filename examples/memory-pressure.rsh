# Hosts that use more than half of their memory, or have less than 2 GiB of it.
#
#     rebe demo examples/memory-pressure.rsh
let facts = hosts | discover memory, os

$facts
| where used > total / 2 or total < 2GiB
| sort-by available host
| select host name total available limit
