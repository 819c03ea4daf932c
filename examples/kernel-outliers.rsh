# Hosts whose kernel is not the one that most hosts of their distribution and architecture run.
#
#     rebe demo examples/kernel-outliers.rsh
let facts = hosts | discover os | require 90% | insert system $"(id) on (arch)"
let usual = $facts
  | group-by system kernel (count)
  | sort-by kernel
  | sort-by count --reverse
  | uniq-by system
  | select system kernel
  | rename kernel usual

$facts
| select host system kernel
| join $usual system
| where kernel != usual
| sort-by host
