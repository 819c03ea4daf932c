# Runs a command, and runs it again on the hosts that failed, as often as is allowed. Shows what
# still fails then.
#
#     rebe demo --faults refuse,deny examples/retry.rsh uptime --rounds 2
def main [
  command: string, # what is run
  --rounds (-r): int = 3, # how often at most
] {
  let ended = attempt (hosts | select host) $command $rounds
  $ended | group-by outcome | sort-by outcome
  $ended | where outcome != "ok" | sort-by host
}

# How it ended for each of the targets, after at most so many rounds.
def attempt [
  targets: table<host: string>,
  command: string,
  rounds: int,
]: table<host: string, outcome: string, message: string> {
  let ended = $targets | run $command | outcomes | select host outcome message
  let failed = $ended | where outcome != "ok"
  if $rounds <= 1 or ($failed | is-empty) { return $ended }

  $ended
  | where outcome == "ok"
  | append (attempt ($failed | select host) $command ($rounds - 1))
}
