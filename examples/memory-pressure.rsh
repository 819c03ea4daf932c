# Hosts that use more than half of their memory, or have less than 2 GiB of it.
let facts = hosts | discover memory, os

$facts
| where used > total / 2 or total < 2GiB
| sort-by available
| select host name total available limit
