# No host is contacted here: a step says how it ended by `into outcomes`.

use ./assert.rsh
use ./fleet.rsh

const SIX = [[host]; ["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]

# As if a command had failed on `bad` and gone well on all others.
def played [bad: list<string>]: table<host: string, ...> -> table {
  $in
  | each {|row| {host: $row.host, outcome: (if $row.host in $bad { "failed" } else { "ok" })} }
  | into outcomes
}

test "rolling goes on while nothing fails" {
  let rows = $SIX | fleet rolling --batch 4 {|hosts| $hosts | played [] } | outcomes
  assert equal ($rows | get outcome | uniq) ["ok"]
  assert equal ($rows | length) 6
}

test "rolling numbers its batches" {
  let rows = $SIX | fleet rolling --batch 4 {|hosts| $hosts | played [] }
  assert equal ($rows | select host batch) [
    [host, batch];
    ["a", 1],
    ["b", 1],
    ["c", 1],
    ["d", 1],
    ["e", 2],
    ["f", 2],
  ]
}

test "rolling stops when the budget is used up, and says so" {
  let ended = $SIX | fleet rolling --batch 2 {|hosts| $hosts | played ["c"] } | outcomes
  assert equal ($ended | get host) ["a", "b", "c", "d", "e", "f"]
  assert equal ($ended | get outcome) ["ok", "ok", "failed", "ok", "skipped", "skipped"]
  assert equal ($ended | last 1 | get message) ["not contacted: 1 host failed, the budget is 0"]
}

test "rolling puts up with as many failures as the budget allows" {
  let ended = $SIX | fleet rolling --budget 1 {|hosts| $hosts | played ["a", "c"] } | outcomes
  assert equal ($ended | get outcome) ["failed", "ok", "failed", "skipped", "skipped", "skipped"]
}

test "a step that ends with an error has failed on all of its batch" {
  let ended = $SIX
    | fleet rolling --batch 3 {|hosts|
      $hosts | played [] | ignore
      error "no disk"
    }
    | outcomes
  assert equal ($ended | get outcome | first 3 | uniq) ["failed"]
  assert equal ($ended | get outcome | last 3 | uniq) ["skipped"]
  assert matches ($ended | get message | first 1 | str join) "no disk"
}

test "hosts that the step leaves alone are skipped, and a host that is named twice is one" {
  let hosts = $SIX | append $SIX
  let ended = $hosts
    | fleet rolling --batch 6 {|hosts| $hosts | where host != "b" | played [] }
    | outcomes
  assert equal ($ended | length) 6
  assert equal ($ended | where host == "b" | get outcome) ["skipped"]
}

test "a batch has at least one host" {
  assert fails {|| $SIX | fleet rolling --batch 0 {|hosts| $hosts | played [] } } | ignore
}

test "no hosts at all" {
  let none = $SIX | first 0
  assert empty ($none | fleet rolling {|hosts| $hosts | played [] })
  assert empty ($none | fleet canary {|hosts| $hosts | played [] })
  assert empty ($none | fleet retry {|hosts| $hosts | played [] })
}

test "a canary that is well lets the others follow" {
  let rows = $SIX | fleet canary --first 2 {|hosts| $hosts | played [] }
  assert equal ($rows | get batch) [1, 1, 2, 2, 2, 2]
  let ended = $SIX | fleet canary --first 2 {|hosts| $hosts | played ["f"] } | outcomes
  assert equal ($ended | get outcome) ["ok", "ok", "ok", "ok", "ok", "failed"]
}

test "a canary that fails saves the others" {
  let ended = $SIX | fleet canary {|hosts| $hosts | played ["a"] } | outcomes
  assert equal ($ended | get outcome | uniq) ["failed", "skipped"]
  assert equal ($ended | length) 6
  let why = $ended | last 1 | get message
  assert equal $why ["not contacted: it failed on 1 host that went first"]
}

test "retry asks the failed ones again, and the last try counts" {
  # All of them are tried at first; after that the failed ones alone.
  let rows = $SIX | fleet retry --pause 1ms {|hosts|
      $hosts | played (if ($hosts | length) > 2 { ["a", "b"] } else { [] })
    }
  assert equal ($rows | sort-by host | get tries) [2, 2, 1, 1, 1, 1]
  assert equal ($rows | get outcome | uniq) ["ok"]
  let ended = $SIX | fleet retry --times 2 --pause 1ms {|hosts| $hosts | played ["b"] } | outcomes
  assert equal ($ended | length) 6
  assert equal ($ended | where outcome == "failed" | get host) ["b"]
}

test "retry does not try refused keys again" {
  let ended = [[host]; ["a"]] | fleet retry --times 3 --pause 1ms {|hosts|
      $hosts | insert outcome "auth_failed" | into outcomes
    } | outcomes
  assert equal ($ended | get outcome) ["auth_failed"]
}

test "wait-until goes on until the step goes well" {
  let begun = date now
  let ended = [[host]; ["a"]] | fleet wait-until --every 50ms --within 1min {|hosts|
      $hosts | played (if (date now) - $begun < 1s { ["a"] } else { [] })
    }
  assert equal ($ended | get outcome) ["ok"]
  assert that (($ended | get tries | math sum) > 1)
}

test "wait-until gives up" {
  let ended = [[host]; ["a"]] | fleet wait-until --every 10ms --within 50ms {|hosts|
      $hosts | played ["a"]
    } | outcomes
  assert equal ($ended | get outcome) ["failed"]
}
