# Hosts that have not been started for a long time, so that they may lack patches of the kernel.
#
#     rebe demo examples/uptime.rsh --above 52wk
def main [
  --above (-a): duration = 90day, # how long is too long
] {
  hosts
  | run "cat /proc/uptime"
  | insert up (stdout | str replace --regex ' .*' "" | into float) * 1sec
  | where up > $above
  | sort-by up --reverse
  | insert days (up / 1day | math floor)
  | select host days
}
