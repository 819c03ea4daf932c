# Which hosts have more than four cores, the biggest first?
#
#     rebe demo examples/many-cores.rsh
hosts
| discover cpu
| where cores > 4
| sort-by host
| sort-by cores --reverse
| select host cores threads model
