# Cnx.Docs.Nx.Type - what h says about Nx.Type.
defmodule Cnx.Docs.Nx.Type do
  def text,
    do: ~S"""
    Types of elements: {:s, 32}, {:f, 64} and the like; `:s32` is short for one.

    - epsilon_binary(type): The bytes of epsilon in this type.
    - euler_gamma_binary(type): The bytes of euler gamma in this type.
    - e_binary(type): The bytes of e in this type.
    - pi_binary(type): The bytes of pi in this type.
    - infinity_binary(type): The bytes of infinity in this type.
    - neg_infinity_binary(type): The bytes of neg infinity in this type.
    - nan_binary(type): The bytes of nan in this type.
    - max_binary(type): The bytes of max in this type.
    - min_binary(type): The bytes of min in this type.
    - max_finite_binary(type): The bytes of max finite in this type.
    - min_finite_binary(type): The bytes of min finite in this type.
    - smallest_positive_normal_binary(type): The bytes of smallest positive normal in this type.
    - normalize!(type): The tuple of a type given in any form.
    - infer(value): The type of a number or of nested lists.
    - merge(left, right): The type that both fit.
    - merge_number(type, number): The type of an operation on such a tensor and a number.
    - to_floating(type): The float type that goes with it.
    - to_complex(type): The complex type that goes with it.
    - to_real(type): The real type that goes with it.
    - to_aggregate(type): The type of sums.
    - cast_number!(type, number): The number, or raises when the type has no place for it.
    - integer?(type): Whether it is of integers.
    - float?(type): Whether it is of floats or complex numbers.
    - complex?(type): Whether it is of complex numbers.
    - infinite_float?(type): Whether it is of floats that have infinities.
    - to_string(type): "s32" and the like.
    """
end
