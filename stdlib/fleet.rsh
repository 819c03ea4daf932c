# Changes many hosts with care: in batches with a budget for failures, a canary first, tries again.

# Does a step on a batch of hosts after the other, and stops once too many have failed.
#
# The step is a closure that is called with the hosts of a batch. A host has failed when a command
# in the step fails on it; when the step itself ends with an error, all hosts of its batch have.
# Once more hosts have failed than the budget allows, no further batch is begun, and the hosts that
# are left are `skipped`. There is one row for each host, and failures count as ever: they are
# reported at the end and move the exit code, unless `| outcomes` takes them as data.
#
#   hosts web | fleet rolling --batch 5 {|hosts| $hosts | run "systemctl restart nginx" }
export def rolling [
  step: closure, # what is done with the hosts of a batch
  --batch (-b): int = 1, # how many hosts there are in a batch
  --budget: int = 0, # how many hosts may fail before it stops
  --pause: duration = 0s, # how long to wait between two batches
]: table<host: string, ...> -> table {
  if $batch < 1 {
    error "a batch has at least one host" --help "give `--batch` a number from 1"
  }
  let hosts = $in | select host | uniq
  let batches = ($hosts | length) + $batch - 1
  0..<($batches // $batch) | reduce --fold [] {|number, rows|
    let here = $hosts | skip ($number * $batch) | first $batch
    let failed = $rows | failures
    let ended = if $failed > $budget {
      $here | left-alone $"not contacted: (counted $failed) failed, the budget is ($budget)"
    } else {
      if $number > 0 { sleep $pause }
      $here | attempt $step
    }
    $rows | append ($ended | numbered ($number + 1))
  }
}

# Does a step on a few hosts first, and on all others only when it went well there.
#
# Otherwise the others are `skipped`. There is one row for each host, as with `fleet rolling`; those
# of the canary are of batch 1.
#
#   hosts web | fleet canary --first 2 {|hosts| $hosts | run "apt-get -y upgrade" }
export def canary [
  step: closure, # what is done with the hosts
  --first: int = 1, # how many hosts go first
  --pause: duration = 0s, # how long to watch before the others follow
]: table<host: string, ...> -> table {
  if $first < 1 {
    error "at least one host goes first" --help "give `--first` a number from 1"
  }
  let hosts = $in | select host | uniq
  let trial = $hosts | first $first | attempt $step
  let others = $hosts | skip $first
  let failed = $trial | failures
  let ended = if $failed > 0 {
    $others | left-alone $"not contacted: it failed on (counted $failed) that went first"
  } else {
    if ($others | is-not-empty) { sleep $pause }
    $others | attempt $step
  }
  $trial | numbered 1 | append ($ended | numbered 2)
}

# Does a step again on the hosts that it failed on.
#
# How it ended the last time is what counts. Hosts that refuse the key of the account or have
# another key than the one on record are not tried again: they would lock the account out, or are
# not who they say. `tries` tells how often each host was tried.
#
#   hosts | fleet retry --times 5 --pause 30s {|hosts| $hosts | run "apt-get update" }
export def retry [
  step: closure, # what is done with the hosts
  --times: int = 3, # how often each host is tried at most
  --pause: duration = 10s, # how long to wait before the next try
]: table<host: string, ...> -> table {
  if $times < 1 {
    error "each host is tried at least once" --help "give `--times` a number from 1"
  }
  let first = $in | select host | uniq | tried $step | insert tries 1 | move tries --after host
  let ended = 1..<$times
    | reduce --fold $first --until {|rows| ($rows | to-retry | is-empty) } {|round, rows|
      sleep $pause
      $rows | again ($rows | to-retry) $step ($round + 1)
    }
  $ended | into outcomes
}

# Waits until a step goes well on each host, as after a restart.
#
# A host counts as soon as the step went well on it, and is not asked again. Hosts on which it never
# did have failed as they did the last time. `tries` tells how often each host was tried.
#
#   hosts db | fleet wait-until {|hosts| $hosts | run "pg_isready -q" } --within 5min
export def wait-until [
  step: closure, # what has to go well on a host
  --every: duration = 5s, # how long to wait before the hosts are asked again
  --within: duration = 5min, # how long to go on
]: table<host: string, ...> -> table {
  if $every < 10ms {
    error "there has to be a pause between two tries" --help "give `--every` at least 10ms"
  }
  let begun = date now
  let first = $in | select host | uniq | tried $step | insert tries 1 | move tries --after host
  let over = {|rows| ($rows | to-wait-for | is-empty) or (date now) - $begun + $every > $within }
  let ended = 0..<($within // $every) | reduce --fold $first --until $over {|round, rows|
      sleep $every
      $rows | again ($rows | to-wait-for) $step ($round + 2)
    }
  $ended | into outcomes
}

# The hosts on which a step may go well when it is done again.
def to-retry []: table<host: string, outcome: string, ...> -> table {
  $in | where outcome not in ["ok", "skipped", "auth_failed", "host_key", "cancelled"]
}

# The hosts on which a step has not gone well yet.
def to-wait-for []: table<host: string, outcome: string, ...> -> table {
  $in | where outcome not in ["ok", "skipped", "cancelled"]
}

# Rows with what comes of the step on some of their hosts, which are tried once more.
def again [
  some: table<host: string, ...>, # the hosts that are tried again
  step: closure, # what is done with them
  tries: int, # how often that makes
]: table<host: string, ...> -> table {
  let names = $some | get host
  let now = $some | select host | tried $step | insert tries $tries | move tries --after host
  $in | where host not in $names | append $now
}

# Does the step, and lets how it ended count.
def attempt [step: closure]: table<host: string, ...> -> table {
  $in | tried $step | into outcomes
}

# Does the step, and takes how it ended as data: a row for each host that it was about, and for each
# host that it was given and did nothing with.
def tried [step: closure]: table<host: string, ...> -> table {
  let hosts = $in
  let rows = try {
    do $step $hosts | outcomes --keep
  } catch {|e|
    $hosts
    | with-outcome failed $"the step ended with an error: ($e.message)"
    | into outcomes
    | outcomes --keep
  } | outcomes
  let known = $rows | get host
  let missing = $hosts | where host not in $known | with-outcome skipped "the step left it alone"
  $rows | append $missing
}

# Says of hosts that they were not contacted, and why.
def left-alone [why: string]: table<host: string, ...> -> table {
  $in | with-outcome skipped $why | into outcomes
}

# Rows as those of `outcomes`, with this outcome for each host.
def with-outcome [outcome: string, message: string]: table<host: string, ...> -> table {
  let phase: string? = null
  let code: int? = null
  $in
  | select host
  | insert outcome $outcome
  | insert phase $phase
  | insert exit_code $code
  | insert message $message
  | insert attempts 0
  | insert elapsed 0s
}

# Rows with the number of their batch.
def numbered [batch: int]: table<host: string, ...> -> table {
  $in | insert batch $batch | move batch --after host
}

# How many hosts have failed.
def failures []: table<host: string, outcome: string, ...> -> int {
  $in | where outcome not in ["ok", "skipped"] | length
}

def counted [hosts: int]: string {
  if $hosts == 1 { "1 host" } else { $"($hosts) hosts" }
}
