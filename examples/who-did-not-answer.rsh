# Which hosts did not answer, and why? Failures that are taken as data do not fail the run.
#
#     rebe demo --faults refuse,deny,garbage,truncated examples/who-did-not-answer.rsh
hosts
| discover os
| outcomes
| where outcome != "ok"
| sort-by host
| select host outcome message
