# Products, quotients and powers of integers of more than a hundred thousand digits, by their remainders.
p = 1_000_000_007
x = Integer.pow(3, 320_000)
y = Integer.pow(7, 172_001)
[rem(x, p), rem(y, p)]                         # => [645806614, 427842328]
rem(x * y, p) == rem(rem(x, p) * rem(y, p), p) # => true
rem(x * -y, p) == -rem(rem(x, p) * rem(y, p), p) # => true
x * y == y * x                                 # => true
(x + 1) * (x - 1) == x * x - 1                 # => true
x * Integer.pow(5, 9_000) == Integer.pow(5, 9_000) * x # => true
{div(x * y, y) == x, rem(x * y, x)}            # => {true, 0}
q = div(x, y)
r = rem(x, y)
{q * y + r == x, r >= 0, r < y}                # => {true, true, true}
{div(-x, y) == -q, rem(-x, y) == -r, div(x, -y) == -q, rem(x, -y) == r} # => {true, true, true, true}
z = Integer.pow(2, 600_000)
{div(z, Integer.pow(2, 250_000)) == Integer.pow(2, 350_000), rem(z + 5, Integer.pow(2, 250_000))} # => {true, 5}
Integer.gcd(Integer.pow(6, 5_000), Integer.pow(10, 5_000)) == Integer.pow(2, 5_000) # => true
Integer.pow(-3, 320_001) == -Integer.pow(3, 320_001) # => true
