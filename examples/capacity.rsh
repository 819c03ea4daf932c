# What each group of hosts has: machines, cores, memory, and how much of that is free, in per cent.
#
#     rebe demo examples/capacity.rsh
let facts = hosts | discover cpu, memory | select host cores total available

hosts
| select host groups
| flatten groups
| join $facts host
| group-by groups (count) (sum cores) (sum total) (sum available)
| insert free (sum_available / sum_total * 100 | math round)
| rename --column {groups: "group", count: "hosts", sum_cores: "cores", sum_total: "memory"}
| select group hosts cores memory free
| sort-by group
