# The fleet as one JSON document: totals, what runs on it, and one object a machine.
#
#     rebe demo examples/inventory.rsh --file inventory.json
def main [
  --file (-f): string = "inventory.json", # where it is written
  --group (-g): string, # only hosts of this group
] {
  let chosen = if $group == null { hosts } else { hosts --group $group }
  let facts = $chosen | discover cpu, memory, os | sort-by host
  let document = {
    hosts: ($facts | length),
    cores: ($facts | math sum cores),
    memory: ($facts | math sum total),
    systems: ($facts | group-by id version (count) | sort-by id version),
    machines: ($facts | select host id version arch cores total),
  }
  $document | save $file --force
  print $"($document.hosts) hosts with ($document.cores) cores are in ($file)"
}
