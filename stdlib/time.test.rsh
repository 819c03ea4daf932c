use ./assert.rsh
use ./time.rsh

test "dates are rounded down" {
  assert equal (2026-03-01T12:34:56Z | time floor 1h) 2026-03-01T12:00:00Z
  assert equal (2026-03-01T12:34:56Z | time floor 15min) 2026-03-01T12:30:00Z
  assert equal (2026-03-01T12:34:56Z | time floor 1day) 2026-03-01
  assert equal (1969-12-31T23:30:00Z | time floor 1h) 1969-12-31T23:00:00Z
  assert fails {|| 2026-03-01 | time floor 0s } | ignore
}

test "windows within a day and over midnight" {
  assert that (2026-03-01T12:00:00Z | time in-window "12:00" "13:00")
  assert that (not (2026-03-01T13:00:00Z | time in-window "12:00" "13:00"))
  assert that (2026-03-01T23:30:00Z | time in-window "22:00" "06:00")
  assert that (2026-03-01T05:59:59Z | time in-window "22:00" "06:00")
  assert that (not (2026-03-01T06:00:00Z | time in-window "22:00" "06:00"))
  assert that (2026-03-01T23:30:00Z | time in-window "00:00" "01:00" --offset "+01:00")
}

test "a window that is none" {
  let error = assert fails {|| 2026-03-01 | time in-window "22" "06:00" }
  assert matches $error.message "no time of day"
  assert fails {|| 2026-03-01 | time in-window "22:00" "24:00" } | ignore
}

test "the next time of day" {
  assert equal (time next "04:00" --after 2026-03-01T03:00:00Z) 2026-03-01T04:00:00Z
  assert equal (time next "04:00" --after 2026-03-01T04:00:00Z) 2026-03-02T04:00:00Z
  assert equal (time next "23:59" --after 2026-12-31T23:59:30Z) 2027-01-01T23:59:00Z
  assert that ((time next "04:00") > (date now))
}

test "how long ago in words" {
  let now = 2026-03-01T12:00:00Z
  assert equal ($now - 5s | time ago --now $now) "a moment ago"
  assert equal ($now - 1min | time ago --now $now) "1 minute ago"
  assert equal ($now - 3h | time ago --now $now) "3 hours ago"
  assert equal ($now - 3day | time ago --now $now) "3 days ago"
  assert equal ($now - 3wk | time ago --now $now) "3 weeks ago"
  assert equal ($now - 90day | time ago --now $now) "3 months ago"
  assert equal ($now - 800day | time ago --now $now) "2 years ago"
  assert equal ($now + 2day | time ago --now $now) "in 2 days"
}

test "dates in steps" {
  let days = time steps 2026-02-27 2026-03-02 1day
  assert equal $days [2026-02-27, 2026-02-28, 2026-03-01]
  assert equal (time steps 2026-01-01 2026-01-01T02:30:00Z 1h | length) 3
  assert empty (time steps 2026-01-02 2026-01-01 1day)
}

test "how long something takes" {
  let length = time took {|| sleep 20ms }
  assert that ($length >= 20ms and $length < 20s)
}
