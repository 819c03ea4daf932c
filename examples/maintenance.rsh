# A calendar for patching: one site a night, from a day on, and never on a weekend.
#
#     rebe demo examples/maintenance.rsh 2026-12-03 --at 22hr
def main [
  start: date, # the first night
  --at: duration = 22hr, # the time of day at which it begins, in UTC
  --lasts: duration = 3hr, # how long a night is
] {
  let nights = 0..13
    | each {|day| $start + 1day * $day }
    | wrap day
    | where (day | format date "%u" | into int) <= 5

  hosts
  | flatten groups
  | where groups in $SITES
  | group-by groups (count)
  | sort-by groups
  | enumerate
  | join ($nights | enumerate) index
  | insert begins day + $at
  | insert ends begins + $lasts
  | rename --column {groups: "site", count: "hosts"}
  | select site hosts begins ends
}

const SITES = ["ams", "fra", "nyc", "sin"]
