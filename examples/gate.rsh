# A gate for a nightly CI job. It ends with 0 when all is well, with 3 when too few hosts answer,
# and with 1 when a host has less memory available or an older system than is allowed.
#
#     rebe demo examples/gate.rsh --least 100MiB
def main [
  --least (-l): filesize = 512MiB, # how much memory has to be available
  --retired (-r): string = "centos", # a distribution that must be gone
] {
  let facts = hosts | discover memory, os | require 95%
  let starved = $facts | where (available ?? 0B) < $least | sort-by host
  let unwanted = $facts | where id == $retired | sort-by host

  if ($starved | is-not-empty) { print ($starved | select host available) }
  if ($unwanted | is-not-empty) { print ($unwanted | select host name) }
  let wrong = ($starved | length) + ($unwanted | length)
  if $wrong > 0 {
    error $"($wrong) findings on ($facts | length) hosts" --help "mend them, or ask for less"
  }
  print $"($facts | length) hosts are as they should be"
}
