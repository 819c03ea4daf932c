# Systems that their makers will not support any more on a day, by a list of such days.
#
#     rebe demo examples/support-end.rsh --on 2027-01-01
def main [
  --on: date, # the day; today when it is left out
] {
  let day = $on ?? (date now)
  let support = open examples/data/support.csv | update ends (ends | into datetime)

  hosts
  | discover os
  | insert system $"(id) (version ?? "-")"
  | join $support system
  | where ends < $day
  | sort-by host
  | group-by name ends (count) (list host)
  | sort-by ends
}
