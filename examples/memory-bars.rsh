# How much of the memory of each group is used, as bars. They are drawn by a module of ours.
#
#     rebe demo examples/memory-bars.rsh
use ./lib/bars.rsh [bar]

hosts
| discover memory
| join (hosts | select host groups | flatten groups) host
| group-by groups (sum used) (sum total)
| sort-by groups
| each {|group| {group: $group.groups, used: (bar ($group.sum_used / $group.sum_total))} }
