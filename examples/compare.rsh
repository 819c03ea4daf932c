# What differs between two inventories: hosts that came, hosts that went, and what changed.
#
#     rebe examples/compare.rsh examples/data/inventory-march.csv examples/data/inventory-april.csv
def main [
  old: string, # a CSV file with the columns host, os, cores and memory
  new: string, # a later one
] {
  let before: table<host: string?, os: string?, cores: int?, memory: int?> = open $old
  let after: table<host: string?, os: string?, cores: int?, memory: int?> = open $new
  let both = $after | join $before host --suffix "_before"

  let gone = $before | where host not in $after.host | select host | insert what "gone"
  let added = $after | where host not in $before.host | select host | insert what "new"
  let system = $both | where os != os_before | insert what $"(os_before) is (os) now"
  let cores = $both
    | where cores != cores_before
    | insert what $"(cores_before) cores are (cores) now"
  let memory = $both
    | where memory != memory_before
    | insert what $"(memory_before) MiB are (memory) MiB now"

  $gone
  | append $added
  | append ($system | select host what)
  | append ($cores | select host what)
  | append ($memory | select host what)
  | sort-by host
}
