# Where the fleet and the CMDB disagree: hosts that one of them lacks, and hosts that have other cores
# than the CMDB says.
#
#     rebe demo examples/cmdb.rsh
let known = open examples/data/cmdb.csv | rename cores expected
let facts = hosts | discover cpu | require 95% | select host cores

$facts
| join $known host --outer
| where cores == null or expected == null or cores != expected
| sort-by host
| each {|row|
  let finding = if $row.expected == null {
    "is not in the CMDB"
  } else if $row.cores == null {
    "is not in the fleet"
  } else {
    $"has ($row.cores) cores, and not ($row.expected)"
  }
  {host: $row.host, owner: ($row.owner ?? "nobody"), finding: $finding}
}
