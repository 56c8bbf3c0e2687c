defmodule Model do
  @moduledoc "A layer."
  import Nx.Defn
  alias Nx.{LinAlg, Random}

  @rate 0.1

  defn predict({w, b}, x) do
    x
    |> Nx.dot(w)
    |> Nx.add(b)
    |> Nx.sigmoid()
  end

  defn loss(params, x, y), do: -Nx.sum(y * Nx.log(predict(params, x)))

  defn update({w, b} = params, x, y, opts \\ []) do
    opts = keyword!(opts, rate: @rate, momentum: nil)
    {gw, gb} = grad(params, &loss(&1, x, y))

    while {i = 0, acc = w}, i < 10 do
      {i + 1, if(Nx.any(acc > 1), do: acc / 2, else: acc)}
    end

    {w - gw * opts[:rate], b - gb * opts[:rate]}
  end

  defp size(%Nx.Tensor{shape: {n}}) when n > 0 and is_integer(n), do: n
  defp size(<<n::unsigned-8, _::binary>>), do: n
  defp size(other), do: raise ArgumentError, "bad size: #{inspect(other)}"

  def run(list) when is_list(list) do
    for {k, v} <- list, v not in [nil, 0], into: %{}, do: {k, v[[0, 1..2]]}
  rescue
    e in [ArgumentError, KeyError] -> {:error, Exception.message(e)}
    _ -> reraise e, __STACKTRACE__
  after
    :ok
  end
end
