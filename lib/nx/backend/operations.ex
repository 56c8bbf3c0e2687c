# Nx.Backend.Operations - the operations that backends are called with, by the number of their arguments behind the
# template of the result.
defmodule Nx.Backend.Operations do
  def table() do
    [
      {1,
       ~w(as_type bitcast reshape negate sign abs exp expm1 log log1p sigmoid cos sin tan cosh sinh tanh acos
           asin atan acosh asinh atanh sqrt rsqrt cbrt erf erfc erf_inv floor ceil round conjugate real imag
           is_nan is_infinity bitwise_not population_count count_leading_zeros)a},
      {2,
       ~w(add subtract multiply pow remainder divide quotient atan2 max min bitwise_and bitwise_or bitwise_xor
           left_shift right_shift equal not_equal greater less greater_equal less_equal logical_and logical_or
           logical_xor squeeze transpose reverse concatenate stack all any sum product reduce_max reduce_min
           argmax argmin sort argsort fft ifft)a},
      {3,
       ~w(broadcast pad select clip put_slice gather window_sum window_product window_max window_min conv
           triangular_solve)a},
      {4, ~w(slice indexed_add indexed_put reduce)a},
      {5, ~w(window_reduce window_scatter_max window_scatter_min)a},
      {6, ~w(dot)a}
    ]
  end
end
