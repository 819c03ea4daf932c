# Filesystems that are nearly full, the fullest first.
#
#     rebe demo examples/disks.rsh --above 90
def main [
  --above (-a): int = 85, # per cent
  --group (-g): string, # only hosts of this group
] {
  let chosen = if $group == null { hosts } else { hosts --group $group }

  $chosen
  | run "df -P"
  | each {|row| $row.stdout | lines | skip 1 | parse --regex $DF | insert host $row.host }
  | flatten
  | update full (full | into int)
  | update free (free | into int) * 1KiB
  | where full >= $above
  | sort-by host place
  | sort-by full --reverse
  | select host place full free
}

# A line of `df -P`: what it is on, three sizes in KiB, how full it is, and where it is mounted.
const DF = '^(?P<device>\S+)\s+(?P<size>\d+)\s+(?P<used>\d+)\s+(?P<free>\d+)\s+(?P<full>\d+)%\s+(?P<place>.+)$'
