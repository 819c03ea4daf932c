# Which hosts have an SSH server that is set up against the policy, and how?
#
#     rebe demo examples/sshd-policy.rsh
let policy = [
  [key, allowed];
  ["PasswordAuthentication", "no"],
  ["PermitRootLogin", "no prohibit-password"],
]

hosts
| run "grep -E '^(PasswordAuthentication|PermitRootLogin) ' /etc/ssh/sshd_config"
| each {|row| $row.stdout | lines | parse "{key} {found}" | insert host $row.host }
| flatten
| join $policy key
| where found not in (allowed | split row " ")
| sort-by host key
| select host key found allowed
