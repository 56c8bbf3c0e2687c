# Nx.Defn.Kernel - what names and operators mean inside defn.
#
# On numbers they are Kernel's; as soon as a tensor takes part they are Nx's.
defmodule Nx.Defn.Kernel do
  alias Cnx.Container

  # In a macro for definitions: the names that its quotes use are these.
  defmacro __using__(_options) do
    quote do
      import Kernel, only: []
      import Nx.Defn.Kernel
      alias Nx.Defn.Kernel, as: Kernel
    end
  end

  # --- arithmetic ---

  def +x when is_number(x), do: x
  def +x, do: Nx.to_tensor(x)
  def -x when is_number(x), do: Kernel.-(x)
  def -x, do: Nx.negate(x)

  def left + right when is_number(left) and is_number(right), do: Kernel.+(left, right)
  def left + right, do: Nx.add(left, right)
  def left - right when is_number(left) and is_number(right), do: Kernel.-(left, right)
  def left - right, do: Nx.subtract(left, right)
  def left * right when is_number(left) and is_number(right), do: Kernel.*(left, right)
  def left * right, do: Nx.multiply(left, right)
  def left / right when is_number(left) and is_number(right), do: Kernel./(left, right)
  def left / right, do: Nx.divide(left, right)
  def left ** right when is_number(left) and is_number(right), do: Kernel.**(left, right)
  def left ** right, do: Nx.pow(left, right)

  def div(left, right) when is_integer(left) and is_integer(right), do: Kernel.div(left, right)
  def div(left, right), do: Nx.quotient(left, right)
  def rem(left, right) when is_integer(left) and is_integer(right), do: Kernel.rem(left, right)
  def rem(left, right), do: Nx.remainder(left, right)
  def max(left, right) when is_number(left) and is_number(right), do: Kernel.max(left, right)
  def max(left, right), do: Nx.max(left, right)
  def min(left, right) when is_number(left) and is_number(right), do: Kernel.min(left, right)
  def min(left, right), do: Nx.min(left, right)

  # --- comparison and logic: 1 or 0, as u8 ---

  def left == right when is_number(left) and is_number(right), do: truth(Kernel.==(left, right))
  def left == right when is_atom(left) and is_atom(right), do: truth(Kernel.==(left, right))
  def left == right, do: Nx.equal(number(left), number(right))
  def left != right when is_number(left) and is_number(right), do: truth(Kernel.!=(left, right))
  def left != right when is_atom(left) and is_atom(right), do: truth(Kernel.!=(left, right))
  def left != right, do: Nx.not_equal(number(left), number(right))
  def left < right when is_number(left) and is_number(right), do: truth(Kernel.<(left, right))
  def left < right, do: Nx.less(number(left), number(right))
  def left > right when is_number(left) and is_number(right), do: truth(Kernel.>(left, right))
  def left > right, do: Nx.greater(number(left), number(right))
  def left <= right when is_number(left) and is_number(right), do: truth(Kernel.<=(left, right))
  def left <= right, do: Nx.less_equal(number(left), number(right))
  def left >= right when is_number(left) and is_number(right), do: truth(Kernel.>=(left, right))
  def left >= right, do: Nx.greater_equal(number(left), number(right))

  def left and right, do: Nx.logical_and(number(left), number(right))
  def left or right, do: Nx.logical_or(number(left), number(right))
  def not value, do: Nx.logical_not(number(value))

  defp truth(true), do: Nx.tensor(1, type: {:u, 8})
  defp truth(false), do: Nx.tensor(0, type: {:u, 8})

  defp number(true), do: 1
  defp number(false), do: 0
  defp number(x), do: x

  # --- bits ---

  def left &&& right when is_integer(left) and is_integer(right), do: Bitwise.band(left, right)
  def left &&& right, do: Nx.bitwise_and(left, right)
  def left ||| right when is_integer(left) and is_integer(right), do: Bitwise.bor(left, right)
  def left ||| right, do: Nx.bitwise_or(left, right)

  def unquote(:"^^^")(left, right) when is_integer(left) and is_integer(right),
    do: Bitwise.bxor(left, right)

  def unquote(:"^^^")(left, right), do: Nx.bitwise_xor(left, right)
  def left <<< right when is_integer(left) and is_integer(right), do: Bitwise.bsl(left, right)
  def left <<< right, do: Nx.left_shift(left, right)
  def left >>> right when is_integer(left) and is_integer(right), do: Bitwise.bsr(left, right)
  def left >>> right, do: Nx.right_shift(left, right)
  def ~~~value when is_integer(value), do: Bitwise.bnot(value)
  def ~~~value, do: Nx.bitwise_not(value)

  # --- structure ---

  def first..last, do: Range.new(first, last)
  def first..last//step, do: Range.new(first, last, step)

  def elem(tuple, index), do: Kernel.elem(tuple, index)
  def left <> right, do: Kernel.<>(left, right)
  def inspect(term, opts \\ []), do: Kernel.inspect(term, opts)
  def tap(value, fun), do: Kernel.tap(value, fun)
  def then(value, fun), do: fun.(value)

  def keyword!(keyword, values), do: Nx.Shared.keyword!(keyword, values)

  def assert_keys(keyword, keys) when is_list(keyword) and is_list(keys),
    do: assert_keys(keyword, keys, &Keyword.has_key?(keyword, &1), "keyword list")

  def assert_keys(map, keys) when is_map(map) and is_list(keys),
    do: assert_keys(map, keys, &Map.has_key?(map, &1), "map")

  defp assert_keys(fields, keys, has?, what) do
    case Enum.reject(keys, has?) do
      [] ->
        :ok

      [key | _] ->
        raise ArgumentError, "expected key #{inspect(key)} in #{what}, got: #{inspect(fields)}"
    end

    fields
  end

  # --- looking at values ---

  # The container, printed as expressions while it is traced.
  def print_expr(container, opts \\ []), do: IO.inspect(container, opts)

  # The container, printed whenever the definition runs.
  def print_value(container), do: print_value(container, &Function.identity/1, [])

  def print_value(container, opts) when is_list(opts),
    do: print_value(container, &Function.identity/1, opts)

  def print_value(container, fun) when is_function(fun, 1), do: print_value(container, fun, [])

  def print_value(container, fun, opts) when is_function(fun, 1) and is_list(opts),
    do: io_call(container, nil, fn value -> IO.inspect(fun.(value), opts) end)

  def io_call(container, fun) when is_function(fun, 1), do: io_call(container, nil, fun)
  def io_call(container, name) when is_atom(name), do: io_call(container, name, nil)
  def io_call(container, name, fun), do: Nx.Defn.Host.io_call(container, name, fun)

  def hook(container, name_or_fun), do: io_call(container, name_or_fun)
  def hook(container, name, fun), do: io_call(container, name, fun)

  def create_token(), do: Nx.Defn.Token.new()

  # A hook without a name has one that no other has.
  def hook_token(token, container, fun) when is_function(fun, 1) do
    name = :"hook_#{System.unique_integer([:positive])}"
    hook_token(token, container, name, fun)
  end

  def hook_token(token, container, name) when is_atom(name),
    do: hook_token(token, container, name, nil)

  def hook_token(token, container, name, fun),
    do: Nx.Defn.Token.hook(token, container, name, fun)

  def attach_token(token, container), do: Nx.Defn.Token.attach(token, container)

  # --- derivatives ---

  def stop_grad(tuple) when is_tuple(tuple) do
    tensors? = Enum.all?(Tuple.to_list(tuple), &is_struct(&1, Nx.Tensor))

    if Kernel.and(Cnx.Trace.active?(), tensors?),
      do: Nx.Defn.Expr.stop_grad(tuple),
      else: Container.map(tuple, &Cnx.Op.map(:stop_grad, [&1]))
  end

  def stop_grad(container), do: Container.map(container, &Cnx.Op.map(:stop_grad, [&1]))

  def custom_grad(expr, inputs, fun) when is_list(inputs) and is_function(fun, 1),
    do: Nx.Defn.CustomGrad.of(expr, inputs, fun)

  def grad(vars, fun), do: Nx.Defn.grad(vars, fun)
  def grad(fun), do: Nx.Defn.grad(fun)
  def value_and_grad(fun), do: Nx.Defn.value_and_grad(fun)
  def value_and_grad(vars, fun), do: Nx.Defn.value_and_grad(vars, fun)
  def value_and_grad(vars, fun, transform), do: Nx.Defn.value_and_grad(vars, fun, transform)
end
