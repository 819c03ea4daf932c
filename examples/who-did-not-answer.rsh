# Which hosts did not answer, and why? Failures that are taken as data do not fail the run.
hosts
| discover os
| outcomes
| where outcome != "ok"
| select host outcome message
