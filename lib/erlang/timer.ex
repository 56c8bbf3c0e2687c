# :timer - how long a call takes, in microseconds with its result.
defmodule :timer do
  def tc(fun), do: tc(fun, [])
  def tc(fun, unit) when is_atom(unit) and unit != [], do: tc(fun, [], unit)

  def tc(fun, args) do
    start = :erlang.monotonic_time()
    result = apply(fun, args)
    {div(:erlang.monotonic_time() - start, 1000), result}
  end

  def tc(module, name, args) when is_atom(module) do
    start = :erlang.monotonic_time()
    result = apply(module, name, args)
    {div(:erlang.monotonic_time() - start, 1000), result}
  end

  def tc(fun, args, unit) do
    start = :erlang.monotonic_time()
    result = apply(fun, args)
    {System.convert_time_unit(:erlang.monotonic_time() - start, :native, unit), result}
  end

  def tc(module, name, args, unit) when is_atom(module) and is_atom(unit),
    do: tc(fn -> apply(module, name, args) end, [], unit)

  def now_diff({mega, seconds, micros}, {mega0, seconds0, micros0}),
    do: ((mega - mega0) * 1_000_000 + seconds - seconds0) * 1_000_000 + micros - micros0

  def hms(hours, minutes, seconds), do: ((hours * 60 + minutes) * 60 + seconds) * 1000
  def seconds(n), do: n * 1000
  def minutes(n), do: n * 60_000
  def hours(n), do: n * 3_600_000
end
