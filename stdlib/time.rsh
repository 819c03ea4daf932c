# Dates and lengths of time: windows for maintenance, words for people, steps for reports.

const EPOCH = 1970-01-01

# Rounds a date down to a step, such as an hour, so that what is near comes into one group.
#
#   open log.csv | insert hour (…) | group-by hour
export def floor [
  step: duration, # the step: 1h, 15min, 1day
]: date -> date {
  if $step <= 0s { error "a step is longer than nothing" --help "give it as `1h` or `15min`" }
  $EPOCH + ($in - $EPOCH) // $step * $step
}

# Whether a date is at a time of day, such as in the window for maintenance.
#
# The window may go over midnight. It begins with its first minute and ends before its last one.
#
#   if not (date now | time in-window "22:00" "06:00") { error "not now" }
export def in-window [
  from: string, # when it begins, as `HH:MM`
  to: string, # when it ends, as `HH:MM`
  --offset (-o): string = "+00:00", # the offset from UTC that both are meant in
]: date -> bool {
  let at = $in | format date "%H:%M" --offset $offset
  for one in [$from, $to] { checked-clock $one }
  if $from <= $to { $from <= $at and $at < $to } else { $from <= $at or $at < $to }
}

# The next date at which it is a time of day.
#
#   sleep ((time next "04:00") - (date now))
export def next [
  clock: string, # the time of day in UTC, as `HH:MM`
  --after: date, # after which date; after now when it is left out
]: date {
  checked-clock $clock
  let after = $after ?? (date now)
  let day = $after | floor 1day
  let parts = $clock | split row ":" | into int
  let there = $day + 1h * ($parts | first 1 | math sum) + 1min * ($parts | last 1 | math sum)
  if $there > $after { $there } else { $there + 1day }
}

# Says in words how long ago a date was, or how long it is until then.
#
#   $certificate.expires | time ago
export def ago [
  --now: date, # as seen from which date; from now when it is left out
]: date -> string {
  let length = ($now ?? (date now)) - $in
  let far = if $length < 0s { 0s - $length } else { $length }
  let words = match true {
    _ if $far < 1min => "a moment"
    _ if $far < 1h => (words-for ($far // 1min) "minute")
    _ if $far < 1day => (words-for ($far // 1h) "hour")
    _ if $far < 14day => (words-for ($far // 1day) "day")
    _ if $far < 60day => (words-for ($far // 1wk) "week")
    _ if $far < 730day => (words-for ($far // 30day) "month")
    _ => (words-for ($far // 365day) "year")
  }
  if $length < 0s { $"in ($words)" } else { $"($words) ago" }
}

# The dates from one to another, the last one not included.
#
#   time steps 2026-01-01 2026-02-01 1day
export def steps [
  from: date, # the first date
  to: date, # where they end
  step: duration, # how far one is from the next
]: list<date> {
  if $step <= 0s { error "a step is longer than nothing" --help "give it as `1h` or `1day`" }
  let count = if $to > $from { ($to - $from + $step - 1ns) // $step } else { 0 }
  0..<$count | each {|number| $from + $step * $number }
}

# How long a closure takes; what it yields is dropped.
#
#   time took {|| hosts | discover os }
export def took [
  what: closure, # what is measured
]: duration {
  let begun = date now
  do $what | ignore
  (date now) - $begun
}

def checked-clock [clock: string] {
  if $clock !~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' {
    error $"`($clock)` is no time of day" --help "write it as `HH:MM`, such as `04:30`"
  }
}

def words-for [count: int, unit: string]: string {
  if $count == 1 { $"1 ($unit)" } else { $"($count) ($unit)s" }
}
