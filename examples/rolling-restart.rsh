# Restarts a service batch by batch, and stops as soon as too much of a batch fails.
#
#     rebe demo examples/rolling-restart.rsh nginx --group web --batch 5 --tolerate 1
def main [
  service: string, # the unit, such as nginx
  --group (-g): string = "web", # whose hosts
  --batch (-b): int = 3, # how many hosts at once
  --tolerate (-t): int = 0, # how many of a batch may fail
] {
  let targets = hosts --group $group | sort-by host | select host
  let restart = $"systemctl restart ($service) && systemctl is-active ($service)"

  for part in ($targets | chunks $batch) {
    let failed = $part | run $restart | outcomes | where outcome != "ok" | sort-by host
    let first = $part | get 0
    print $"from ($first.host): ($part | length) hosts, ($failed | length) failed"
    if ($failed | is-not-empty) { print ($failed | select host outcome exit_code) }
    if ($failed | length) > $tolerate {
      error $"too many hosts failed to restart ($service)" --help "mend those, then run it again"
    }
  }
}
