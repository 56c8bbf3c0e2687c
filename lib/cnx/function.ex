# Cnx.Function - functions by name, and functions of as many parameters as are asked for.
defmodule Cnx.Function do
  def arity(fun), do: Function.info(fun)[:arity]

  # "Module.name" with this many parameters.
  def named(text, arity) do
    parts = String.split(text, ".")
    {modules, [name]} = Enum.split(parts, length(parts) - 1)
    module = if modules == [], do: nil, else: Module.concat(modules)

    if module == nil do
      raise ArgumentError, "expected Module.function, got: #{inspect(text)}"
    end

    Function.capture(module, String.to_atom(name), arity)
  end

  # A function of `arity` parameters that calls `fun` with their list.
  def of_args(0, fun), do: fn -> fun.([]) end
  def of_args(1, fun), do: fn a -> fun.([a]) end
  def of_args(2, fun), do: fn a, b -> fun.([a, b]) end
  def of_args(3, fun), do: fn a, b, c -> fun.([a, b, c]) end
  def of_args(4, fun), do: fn a, b, c, d -> fun.([a, b, c, d]) end
  def of_args(5, fun), do: fn a, b, c, d, e -> fun.([a, b, c, d, e]) end
  def of_args(6, fun), do: fn a, b, c, d, e, f -> fun.([a, b, c, d, e, f]) end
  def of_args(7, fun), do: fn a, b, c, d, e, f, g -> fun.([a, b, c, d, e, f, g]) end
  def of_args(8, fun), do: fn a, b, c, d, e, f, g, h -> fun.([a, b, c, d, e, f, g, h]) end
  def of_args(9, fun), do: fn a, b, c, d, e, f, g, h, i -> fun.([a, b, c, d, e, f, g, h, i]) end

  def of_args(arity, fun) do
    args = Macro.generate_arguments(arity, __MODULE__)
    call = quote do: fn fun -> fn unquote_splicing(args) -> fun.(unquote(args)) end end
    {make, _} = Code.eval_quoted(call)
    make.(fun)
  end
end
