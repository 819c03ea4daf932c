use ./assert.rsh
use ./report.rsh

test "a table as Markdown" {
  let rows = [[host, disk, note]; ["a", 4GiB, "x|y"], ["b", 1GiB, "two\nlines"]]
  assert equal ($rows | report markdown | lines) [
    "| host | disk | note |",
    "| --- | --- | --- |",
    "| a | 4GiB | x\\|y |",
    "| b | 1GiB | two lines |",
  ]
  assert equal ([[host]; [null]] | report markdown | lines | last 1) ["| null |"]
}

test "numbers as bars" {
  let rows = [[host, load]; ["a", 4], ["web01", 2], ["c", 0]]
  let bars = $rows | report bars {|row| $row.host } {|row| $row.load } --width 4
  assert equal ($bars | lines) ["a     ████ 4", "web01 ██ 2", "c      0"]
}

test "outcomes summed up" {
  let rows = [
    [host, outcome, message];
    ["a", "ok", ""],
    ["b", "unreachable", "no answer"],
    ["c", "unreachable", "no answer"],
    ["d", "skipped", ""],
  ]
  let text = $rows | report summary
  assert equal ($text | lines) [
    "1 of 4 hosts ok",
    "unreachable on b, c: no answer",
    "skipped on d",
  ]
}

test "the fields of a record" {
  assert equal ({host: "a", memory: 4GiB} | report fields) "host    a\nmemory  4GiB"
}
