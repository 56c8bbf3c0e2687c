# Nx.Constants - numbers that a type knows, as scalar tensors.
defmodule Nx.Constants do
  import Nx.Shared

  def nan(type \\ {:f, 32}, opts \\ []), do: make(type, opts, &Nx.Type.nan_binary/1)
  def infinity(type \\ {:f, 32}, opts \\ []), do: make(type, opts, &Nx.Type.infinity_binary/1)

  def neg_infinity(type \\ {:f, 32}, opts \\ []),
    do: make(type, opts, &Nx.Type.neg_infinity_binary/1)

  def max(type, opts \\ []), do: make(type, opts, &Nx.Type.max_binary/1)
  def min(type, opts \\ []), do: make(type, opts, &Nx.Type.min_binary/1)
  def max_finite(type, opts \\ []), do: make(type, opts, &Nx.Type.max_finite_binary/1)
  def min_finite(type, opts \\ []), do: make(type, opts, &Nx.Type.min_finite_binary/1)

  def smallest_positive_normal(type, opts \\ []),
    do: make(type, opts, &Nx.Type.smallest_positive_normal_binary/1)

  def epsilon(type, opts \\ []), do: make(type, opts, &Nx.Type.epsilon_binary/1)

  # Inside a definition these have no type of their own: a number takes that of what is beside it.
  def pi(), do: number(3.141592653589793, &pi/1)
  def pi(type, opts \\ []), do: make(type, opts, &Nx.Type.pi_binary/1)
  def e(), do: number(2.718281828459045, &e/1)
  def e(type, opts \\ []), do: make(type, opts, &Nx.Type.e_binary/1)
  def euler_gamma(), do: number(0.5772156649015329, &euler_gamma/1)
  def euler_gamma(type, opts \\ []), do: make(type, opts, &Nx.Type.euler_gamma_binary/1)

  defp number(value, tensor) do
    if Cnx.Trace.active?(), do: value, else: tensor.({:f, 32})
  end

  def i(), do: if(Cnx.Trace.active?(), do: Complex.new(0.0, 1.0), else: i({:c, 64}))

  def i(type, opts \\ []) do
    keyword!(opts, [:backend])
    type = Nx.Type.normalize!(type)

    unless match?({:c, _}, type) do
      raise ArgumentError,
            "invalid type for complex number. Expected {:c, 64} or {:c, 128}, got: #{inspect(type)}"
    end

    Nx.tensor(Complex.new(0.0, 1.0), type: type)
  end

  defp make(type, opts, binary) do
    keyword!(opts, [:backend])
    type = Nx.Type.normalize!(type)
    Cnx.Tensor.of_binary(binary.(type), type, {})
  end
end
