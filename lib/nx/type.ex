# Nx.Type - the types of elements: {kind, bits}, or their short names as atoms.
defmodule Nx.Type do
  def infer(value) when value in [true, false], do: {:u, 8}
  def infer(value) when is_integer(value), do: {:s, 32}
  def infer(value) when is_float(value), do: {:f, 32}
  def infer(value) when value in [:nan, :infinity, :neg_infinity], do: {:f, 32}
  def infer(%Complex{}), do: {:c, 64}

  def normalize!(type) do
    Cnx.Type.normalize(type) ||
      raise ArgumentError,
            "invalid numerical type: #{inspect(type)} (see Nx.Type docs for all supported types)"
  end

  def to_floating(type), do: Cnx.Type.convert(:floating, type)
  def to_complex(type), do: Cnx.Type.convert(:complex, type)
  def to_real(type), do: Cnx.Type.convert(:real, type)
  def to_aggregate(type), do: Cnx.Type.convert(:aggregate, type)

  def merge(left, right), do: Cnx.Type.merge(left, right)
  def merge_number(type, number), do: Cnx.Type.merge_number(type, number)

  def cast_number!(type, number) do
    case {type, number} do
      {{:u, _}, n} when is_integer(n) and n >= 0 -> n
      {{:s, _}, n} when is_integer(n) -> n
      {{kind, _}, n} when kind in [:f, :bf, :f8_e4m3fn] and is_number(n) -> n * 1.0
      {{:c, _}, n} when is_number(n) -> Complex.new(n, 0.0)
      {{:c, _}, %Complex{}} -> number
      _ -> raise ArgumentError, "cannot cast number #{inspect(number)} to #{inspect(type)}"
    end
  end

  def integer?({kind, _}), do: kind in [:u, :s]
  def float?({kind, _}), do: kind in [:f, :bf, :f8_e4m3fn, :c]
  def complex?({kind, _}), do: kind == :c
  def infinite_float?({kind, _}), do: kind in [:f, :bf, :c]

  def to_string({:f8_e4m3fn, 8}), do: "f8_e4m3fn"
  def to_string({kind, bits}), do: Atom.to_string(kind) <> Integer.to_string(bits)

  # --- constants of a type, as their bytes ---

  def min_finite_binary(type), do: Cnx.Tensor.bits(Cnx.Tensor.limit(:min_finite, type), type)
  def max_finite_binary(type), do: Cnx.Tensor.bits(Cnx.Tensor.limit(:max_finite, type), type)

  def min_binary(type) do
    if infinite_float?(type), do: neg_infinity_binary(type), else: min_finite_binary(type)
  end

  def max_binary(type) do
    if infinite_float?(type), do: infinity_binary(type), else: max_finite_binary(type)
  end

  def nan_binary({kind, _} = type) when kind in [:f, :bf, :f8_e4m3fn],
    do: Cnx.Tensor.bits(:nan, type)

  # f8_e4m3fn has no infinities: its largest numbers stand for them.
  def infinity_binary({:f8_e4m3fn, _} = type), do: max_finite_binary(type)

  def infinity_binary({kind, _} = type) when kind in [:f, :bf],
    do: Cnx.Tensor.bits(:infinity, type)

  def neg_infinity_binary({:f8_e4m3fn, _} = type), do: min_finite_binary(type)

  def neg_infinity_binary({kind, _} = type) when kind in [:f, :bf],
    do: Cnx.Tensor.bits(:neg_infinity, type)

  def smallest_positive_normal_binary(type),
    do: floating(type, Cnx.Tensor.limit(:smallest_normal, type))

  def epsilon_binary(type), do: floating(type, Cnx.Tensor.limit(:epsilon, type))
  def pi_binary(type), do: floating(type, 3.141592653589793)
  def e_binary(type), do: floating(type, 2.718281828459045)
  def euler_gamma_binary(type), do: floating(type, 0.5772156649015329)

  defp floating({kind, _} = type, number) when kind in [:f, :bf, :f8_e4m3fn],
    do: Cnx.Tensor.bits(number, type)

  defp floating(type, _number),
    do: raise(ArgumentError, "only floating types are supported, got: #{inspect(type)}")
end
