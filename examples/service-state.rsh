# What a service does across a group: how many hosts in which state, and which ones are not active.
#
#     rebe demo examples/service-state.rsh nginx --group web
def main [
  service: string, # the unit, such as nginx
  --group (-g): string = "web", # whose hosts
] {
  # `is-active` ends with 3 where a unit does not run, which is an answer and no failure.
  let states = hosts --group $group
    | run $"systemctl is-active ($service) || true"
    | insert state (stdout | str replace --regex '^$' "no systemd")
    | select host state

  $states | group-by state | sort-by state
  $states | where state != "active" | sort-by host
}
