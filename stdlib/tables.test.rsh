use ./assert.rsh
use ./tables.rsh

test "what differs from most" {
  let rows = [[host, kernel]; ["a", "6.1"], ["b", "6.1"], ["c", "5.15"], ["d", "6.1"]]
  assert equal ($rows | tables odd-ones {|row| $row.kernel } | get host) ["c"]
  assert empty ($rows | first 2 | tables odd-ones {|row| $row.kernel })
  assert empty ($rows | first 0 | tables odd-ones {|row| $row.kernel })
}

test "what is there twice" {
  let rows = [[host, ip]; ["a", "10.0.0.1"], ["b", "10.0.0.2"], ["c", "10.0.0.1"]]
  assert equal ($rows | tables duplicates {|row| $row.ip } | get host) ["a", "c"]
  assert empty ($rows | tables duplicates {|row| $row.host })
}

test "what has changed" {
  let old = [[host, cores, disk]; ["a", 4, 10GiB], ["b", 8, 10GiB], ["c", 2, 5GiB]]
  let new = [[host, cores, disk]; ["a", 4, 10GiB], ["b", 16, 20GiB], ["d", 1, 5GiB]]
  let changes = tables changes $old $new {|row| $row.host }
  assert equal $changes [
    [key, change, column, before, after];
    ["c", "removed", null, null, null],
    ["d", "added", null, null, null],
    ["b", "changed", "cores", "8", "16"],
    ["b", "changed", "disk", "10GiB", "20GiB"],
  ]
  assert empty (tables changes $old $old {|row| $row.host })
}

test "percentiles are values of the list" {
  let values = 1..10 | each {|n| $n * 10 }
  assert equal ($values | tables percentile 50) 50
  assert equal ($values | tables percentile 95) 100
  assert equal ($values | tables percentile 0) 10
  assert equal ([5s, 1s, 3s] | tables percentile 50) 3s
  assert fails {|| [1, 2] | tables percentile 101 } | ignore
}
