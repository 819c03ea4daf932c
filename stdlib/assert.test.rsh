use ./assert.rsh

test "a condition" {
  assert that (1 < 2)
  let error = assert fails {|| assert that (2 < 1) "two is not less than one" } --kind raised
  assert equal $error.message "two is not less than one"
}

test "equal values" {
  assert equal 5 5
  assert equal [1, 2] [1, 2]
  assert equal {a: 1, b: "x"} {a: 1, b: "x"}
  assert equal [[host, n]; ["a", 1]] [{host: "a", n: 1}]
  assert equal null null
  assert equal 90s 1.5min
}

test "values that differ are both told" {
  let error = assert fails {|| assert equal 30s 1min }
  assert equal $error.message "expected 1min, found 30s"
  let error = assert fails {|| assert equal [[host, n]; ["a", 1]] [[host, n]; ["a", 2]] }
  assert equal $error.message 'expected [[host, n]; ["a", 2]], found [[host, n]; ["a", 1]]'
  let error = assert fails {|| assert equal "5 " "5" }
  assert equal $error.message 'expected "5", found "5 "'
}

test "values that must not be equal" {
  assert not-equal 1 2
  assert fails {|| assert not-equal "a" "a" } --message 'anything but "a"' | ignore
}

test "numbers that are nearly equal" {
  assert near 0.30000000000000004 0.3
  assert near 10 9 --within 1
  assert fails {|| assert near 1.0 1.1 } --message "within" | ignore
}

test "texts and patterns" {
  assert matches "6.1.0-18" '^6\.1'
  assert fails {|| assert matches "5.15" '^6' } | ignore
}

test "lists and texts that contain something" {
  assert contains [1, 2, 3] 2
  assert contains "web01" "web"
  assert fails {|| assert contains [1, 2] 3 } --message '3 in \[1, 2\]' | ignore
}

test "what has to be empty" {
  assert empty []
  assert empty ""
  assert fails {|| assert empty ["a"] } --message '\["a"\]' | ignore
}

test "rows in any order" {
  assert same-rows [[n]; [2], [1]] [[n]; [1], [2]]
  assert same-rows ["b", "a"] ["a", "b"]
  assert fails {|| assert same-rows [1, 2] [1, 1] } --message "order aside" | ignore
}

test "columns" {
  assert columns-are [[host, cores]; ["a", 1]] ["host", "cores"]
  assert fails {|| assert columns-are [[host]; ["a"]] ["hosts"] } | ignore
}

test "what has to fail, and how" {
  let error = assert fails {|| 1 / 0 } --kind arithmetic --message zero
  assert equal $error.code "E0902"
  let none = assert fails {|| assert fails {|| 1 } }
  assert equal $none.message "expected an error, and there was none"
  let other = assert fails {|| assert fails {|| 1 / 0 } --kind format }
  assert matches $other.message "of kind format, found arithmetic"
}

test "a long value is cut" {
  let long = 1..200 | each {|n| $n }
  let error = assert fails {|| assert equal $long [1] }
  assert matches $error.message "…$"
}
