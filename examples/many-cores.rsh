# Which hosts have more than four cores, the biggest first?
hosts
| discover cpu
| where cores > 4
| sort-by cores --reverse
| select host cores threads model
