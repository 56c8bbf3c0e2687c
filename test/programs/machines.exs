# Languages made of macros: a state machine, memoized functions, pipelines; quoted terms and evaluation.
defmodule Fsm do
  defmacro __using__(opts) do
    quote bind_quoted: [opts: opts] do
      import Fsm, only: [state: 2, on: 2]
      Module.register_attribute(__MODULE__, :transitions, accumulate: true)
      @initial Keyword.fetch!(opts, :initial)
      @before_compile Fsm
    end
  end

  defmacro state(name, do: block) do
    quote do
      @current unquote(name)
      unquote(block)
    end
  end

  defmacro on(event, to: to) do
    quote do
      @transitions {@current, unquote(event), unquote(to)}
    end
  end

  defmacro __before_compile__(env) do
    ts = Module.get_attribute(env.module, :transitions) |> Enum.reverse()

    clauses =
      for {from, ev, to} <- ts do
        quote do
          def next(unquote(from), unquote(ev)), do: {:ok, unquote(to)}
        end
      end

    states = ts |> Enum.flat_map(fn {a, _, b} -> [a, b] end) |> Enum.uniq()

    [
      clauses,
      quote do
        def next(s, e), do: {:error, {s, e}}
        def states, do: unquote(states)
        def initial, do: @initial

        def run(events),
          do:
            Enum.reduce_while(events, initial(), fn e, s ->
              case next(s, e) do
                {:ok, n} -> {:cont, n}
                err -> {:halt, err}
              end
            end)
      end
    ]
  end
end

defmodule Door do
  use Fsm, initial: :closed

  state :closed do
    on(:open, to: :opened)
    on(:lock, to: :locked)
  end

  state(:opened, do: on(:close, to: :closed))
  state(:locked, do: on(:unlock, to: :closed))
end

IO.inspect(Door.states())
IO.inspect(Door.run([:lock, :unlock, :open]))
IO.inspect(Door.run([:open, :lock]))

defmodule Memo do
  defmacro defmemo(head, do: body) do
    {name, args} = Macro.decompose_call(head)

    quote do
      def unquote(head) do
        key = {unquote(name), unquote(args)}

        case Process.get(key) do
          nil ->
            v = unquote(body)
            Process.put(key, v)
            v

          v ->
            v
        end
      end
    end
  end

  defmacro trace(expr) do
    text = Macro.to_string(expr)

    quote do
      r = unquote(expr)
      IO.puts("#{unquote(text)} = #{inspect(r)}")
      r
    end
  end

  defmacro my_if(c, do: a, else: b),
    do:
      quote(
        do:
          case unquote(c) do
            x when x in [nil, false] -> unquote(b)
            _ -> unquote(a)
          end
      )

  defmacro pipeline(v, do: {:__block__, _, steps}),
    do: Enum.reduce(steps, v, fn s, acc -> Macro.pipe(acc, s, 0) end)

  defmacro count_calls(ast) do
    {_, n} =
      Macro.prewalk(ast, 0, fn
        {f, _, a} = node, n when is_atom(f) and is_list(a) -> {node, n + 1}
        node, n -> {node, n}
      end)

    n
  end
end

defmodule Fibs do
  import Memo

  defmemo fib(n) do
    if n < 2, do: n, else: fib(n - 1) + fib(n - 2)
  end

  for {name, val} <- [one: 1, two: 2] do
    def unquote(name)(), do: unquote(val)
    def unquote(:"#{name}?")(x), do: x == unquote(val)
  end

  @ops %{add: &Kernel.+/2, mul: &Kernel.*/2}
  for {op, _} <- @ops, do: def(calc(unquote(op), a, b), do: @ops[unquote(op)].(a, b))

  def go do
    x = 5
    trace(x + fib(10) * 2)
    trace(Enum.map([1, 2], fn y -> y + x end))
    IO.inspect(my_if(nil, do: 1, else: 2))

    IO.inspect(
      pipeline 3 do
        Kernel.+(1)
        Integer.to_string()
        String.pad_leading(4, "0")
      end
    )

    IO.inspect(count_calls(foo(bar(1), baz.(2) + 3)))
  end

  defguard is_small(x) when is_integer(x) and x in 0..9
  def size(x) when is_small(x), do: :small
  def size(_), do: :big
  @doc false
  defdelegate up(s), to: String, as: :upcase
end

Fibs.go()

IO.inspect(
  {Fibs.fib(60), Fibs.one(), Fibs.two?(2), Fibs.calc(:mul, 3, 4), Fibs.size(3), Fibs.size(30),
   Fibs.up("a")}
)

ast =
  quote do
    def f(x) when x > 1, do: x |> g(unquote(1 + 1)) |> Enum.map(&(&1 + 1))
  end

IO.puts(Macro.to_string(ast))

IO.inspect(
  ast
  |> Macro.prewalk(fn
    {:x, m, c} -> {:y, m, c}
    o -> o
  end)
  |> Macro.to_string()
)

IO.inspect(Macro.expand(quote(do: unless(a, do: b)), __ENV__) |> elem(0))
IO.inspect(Code.eval_quoted(quote(do: var!(a) * var!(b)), a: 3, b: 4) |> elem(0))
IO.inspect(quote(do: {1, a, [b: 2], %{c: 3}}))
IO.inspect(Macro.escape(%{a: {1, 2, 3}}))
IO.inspect(Macro.underscore("FooBar.BazQux"), label: "u")
IO.inspect(Macro.camelize("foo_bar"))
IO.inspect(Code.string_to_quoted!("a.b(c) + %{x | y: 1}"))
{v, b} = Code.eval_string("x = y + 1; x * 2", y: 4)
IO.inspect({v, Enum.sort(b)})
IO.inspect(Macro.validate({:a, [], nil}))
IO.inspect(Fibs.__info__(:functions))
IO.inspect(function_exported?(Fibs, :fib, 1))
IO.inspect(Module.concat([Foo, "Bar"]))
IO.inspect(Door.__info__(:module) |> Module.split())
