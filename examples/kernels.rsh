# How many hosts run which kernel? At least nine of ten have to answer.
hosts
| discover os
| require 90%
| group-by id kernel (count)
| sort-by count --reverse
