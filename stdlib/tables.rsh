# Tables beyond single rows: what stands out, what is there twice, what has changed.

# The rows that differ from most others in something, such as hosts with another kernel.
#
#   hosts | discover os | tables odd-ones {|row| $row.kernel }
export def odd-ones [
  key: closure, # what is compared of each row
]: table -> table {
  let rows = $in
  let counts = $rows | each $key | wrap key | group-by key | sort-by count --reverse
  if ($counts | is-empty) {
    $rows
  } else {
    let usual = $counts | get 0 | get key
    $rows | filter {|row| (do $key $row) != $usual }
  }
}

# The rows that share something with another one that each should have alone, such as an address.
#
#   hosts | discover os | tables duplicates {|row| $row.machine_id }
export def duplicates [
  key: closure, # what each row should have alone
]: table -> table {
  let rows = $in
  let twice = $rows | each $key | wrap key | group-by key | where count > 1 | get key
  $rows | filter {|row| (do $key $row) in $twice }
}

# What differs between two tables, such as the inventory of yesterday and that of today.
#
# `change` is `added`, `removed` or `changed`; for a row that changed there is a row for each column
# that did, with the value before and after as the language writes it.
#
#   tables changes (open old.csv) (open new.csv) {|row| $row.host }
export def changes [
  before: table, # the older table
  after: table, # the newer table
  key: closure, # what a row is known by in both
] {
  let old_keys = $before | each $key
  let new_keys = $after | each $key
  let removed = $before | filter {|row| (do $key $row) not in $new_keys }
  let added = $after | filter {|row| (do $key $row) not in $old_keys }
  let changed = $after | filter {|row| (do $key $row) in $old_keys } | each {|new|
      let name = do $key $new
      let old = $before | filter {|row| (do $key $row) == $name } | get 0
      {key: $name, change: "changed", cells: (differences $old $new)}
    }
  $removed
  | each {|row| whole (do $key $row) "removed" }
  | append ($added | each {|row| whole (do $key $row) "added" })
  | append ($changed | filter {|row| ($row.cells | is-not-empty) } | flatten cells)
}

# The value below which so many per cent of the values are: 50 is the median, 95 leaves out the
# slowest 5 of 100.
#
# It is one of the values, that of the nearest rank.
#
#   hosts | run "true" | outcomes | get elapsed | tables percentile 95
export def percentile [
  share: float, # how many per cent
]: list -> any {
  if not ($share >= 0.0 and $share <= 100.0) {
    error $"($share) is no share" --help "give a number from 0 to 100"
  }
  let values = $in | sort
  if ($values | is-empty) { error "there is no value" --help "leave it out where a list is empty" }
  let rank = ($share * ($values | length) / 100.0 | math ceil)
  $values | skip (if $rank > 0 { $rank - 1 } else { 0 }) | first 1 | get 0
}

# A row that is there in one of both tables alone.
def whole [key, change: string] {
  let none: string? = null
  {key: $key, change: $change, column: $none, before: $none, after: $none}
}

def differences [old: record, new: record] {
  $new | columns | each {|column|
    {column: $column, before: ($old | get $column | to nuon), after: ($new | get $column | to nuon)}
  } | where before != after
}
