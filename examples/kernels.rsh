# How many hosts run which kernel? At least nine of ten have to answer.
#
#     rebe demo examples/kernels.rsh
hosts
| discover os
| require 90%
| group-by id kernel (count)
| sort-by id kernel
| sort-by count --reverse
