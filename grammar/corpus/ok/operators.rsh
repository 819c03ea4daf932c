=== all that calculate
1 + 2 - 3 * 4 / 5 // 6 mod 7 ** 8
---
(- (+ 1 2) (mod (// (/ (* 3 4) 5) 6) (** 7 8)))

=== all that compare
[(1 == 2), (1 != 2), (1 < 2), (1 <= 2), (1 > 2), (1 >= 2)]
---
[(group (== 1 2)) (group (!= 1 2)) (group (< 1 2)) (group (<= 1 2)) (group (> 1 2)) (group (>= 1 2))]

=== matching
("a" =~ "b") and ("a" !~ "b")
---
(and (group (=~ "a" "b")) (group (!~ "a" "b")))

=== or binds looser than and
a or b and c or d
---
(or (or a (and b c)) d)

=== not binds looser than a comparison
not a == b
---
(not (== a b))

=== not binds tighter than and
not a and not b
---
(and (not a) (not b))

=== not not
not not a
---
(not (not a))

=== a comparison binds looser than a sum
1 + 2 < 3 + 4
---
(< (+ 1 2) (+ 3 4))

=== a product binds tighter than a sum
1 + 2 * 3
---
(+ 1 (* 2 3))

=== sums go left
1 - 2 - 3
---
(- (- 1 2) 3)

=== products go left
8 / 4 / 2
---
(/ (/ 8 4) 2)

=== powers go right
2 ** 3 ** 2
---
(** 2 (** 3 2))

=== a negative literal before a power
-2 ** 2
---
(- (** 2 2))

=== a negative literal after a power
2 ** -1
---
(** 2 -1)

=== a negative literal after a power before another
2 ** -1 ** 2
---
(** 2 (- (** 1 2)))

=== a negative literal in parentheses before a power
(-2) ** 2
---
(** (group -2) 2)

=== minus before a variable before a power
-$x ** 2
---
(- (** $x 2))

=== a negative duration before a power
-2s ** 2
---
(- (** 2000000000ns 2))

=== minus apart from its number
(- 5)
---
(group (- 5))

=== minus before a product
-$x * 2
---
(* (- $x) 2)

=== two minus
- -5
---
(- -5)

=== a negative word after an operator
1 + -x
---
(+ 1 (- x))

=== a negative word in parentheses
(-x)
---
(group (- x))

=== subtracting a negative
1 - -1
---
(- 1 -1)

=== in a list
1 in [1 2]
---
(in 1 [1 2])

=== in and not in binding
a in b and c not in d
---
(and (in a b) (not in c d))

=== in after a sum
1 + 1 in [2]
---
(in (+ 1 1) [2])

=== mod is a product
1 + 5 mod 3
---
(+ 1 (mod 5 3))

=== tight sum of numbers
1+1
---
(+ 1 1)

=== tight product of numbers
2*3
---
(* 2 3)

=== tight power of numbers
2**3
---
(** 2 3)

=== a tight sum of three
1+2*3
---
(+ 1 (* 2 3))

=== tight behind a bracket
(1)+2
---
(+ (group 1) 2)

=== tight minus behind a bracket
(1)-2
---
(- (group 1) 2)

=== tight division behind a bracket
(6)/2
---
(/ (group 6) 2)

=== tight behind a variable
$a+$b
---
(+ $a $b)

=== tight behind a string
"a"+"b"
---
(+ "a" "b")

=== tight negative
2*-3
---
(* 2 -3)

=== a space on the right only
(1)+ 2
---
(+ (group 1) 2)

=== tight comparison of numbers
4>3
---
(> 4 3)

=== tight comparison with a negative
x<-1
---
(< x -1)

=== dashes in words are no operators
a-b
---
(call a-b)

=== slashes in words are no operators
a/b
---
(call a/b)

=== a date in a comparison
x == 2024-01-01
---
(== x date(1704067200000000000))

=== parentheses
(1 + 2) * 3
---
(* (group (+ 1 2)) 3)

=== nested parentheses
((1))
---
(group (group 1))

=== a list plus a list
[1] + [2]
---
(+ [1] [2])

=== a long chain of or
host == a or host == b or host == c or host == d
---
(or (or (or (== host a) (== host b)) (== host c)) (== host d))

=== not before in
not a in b
---
(not (in a b))

=== an operator word next to brackets
(a)and(b)
---
(and (group (call a)) (group (call b)))

=== an operator tight before a bracket
(1 +(2)) + [1 *$x]
---
(+ (group (+ 1 (group 2))) [(* 1 $x)])

=== a negative exponent that goes on
2 ** -$x ** 2
---
(** 2 (- (** $x 2)))

=== not behind a tighter operator
1 + not a == b and c
---
(and (+ 1 (not (== a b))) c)

=== a comment behind an operator
1 + # one
  2
---
(+ 1 2)
# one

=== a product over lines
(2
* 3)
---
(group (* 2 3))
