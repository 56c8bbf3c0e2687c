# Cnx.Code.Expansion - what those of Kernel's macros stand for that are forms of the language here:
# for programs that ask Macro.expand_once/2. The compiler does not come this way.
defmodule Cnx.Code.Expansion do
  @falsy [false, nil]

  # One step; the term itself where there is none.
  def of({:|>, _, [left, right]}) do
    [{first, _} | steps] = Macro.unpipe({:|>, [], [left, right]})
    Enum.reduce(steps, first, fn {call, position}, acc -> Macro.pipe(acc, call, position) end)
  end

  def of({:unless, meta, [condition, [{:do, _} | _] = parts]}) do
    {:if, meta, [condition, [do: parts[:else], else: parts[:do]]]}
  end

  def of({:if, _, [condition, [{:do, _} | _] = parts]}),
    do: choice(condition, parts[:else], {:_, [], Kernel}, parts[:do])

  def of({:!, _, [value]}), do: choice(value, true, {:_, [], Kernel}, false)
  def of({:&&, _, [left, right]}), do: choice(left, variable(), {:_, [], Kernel}, right)
  def of({:||, _, [left, right]}), do: choice(left, right, variable(), variable())

  def of({name, _, [left, right]}) when name in [:and, :or] do
    operator = if name == :and, do: :andalso, else: :orelse
    {{:., [], [:erlang, operator]}, [], [left, right]}
  end

  def of({:is_nil, _, [value]}),
    do: {:==, [context: Kernel, imports: [{2, Kernel}]], [value, nil]}

  def of({:to_string, _, [value]}), do: {{:., [], [String.Chars, :to_string]}, [], [value]}
  def of({:to_charlist, _, [value]}), do: {{:., [], [List.Chars, :to_charlist]}, [], [value]}
  def of({:.., _, [first, last]}), do: range(first, last, nil)
  def of({:"..//", _, [first, last, step]}), do: range(first, last, step)

  def of({:<>, _, [left, right]}) do
    {:<<>>, [],
     for(side <- [left, right], do: if(is_binary(side), do: side, else: binary_part_of(side)))}
  end

  def of(other), do: other

  # case value do x when x in [false, nil] -> falsy; pattern -> truthy end
  defp choice(value, falsy, pattern, truthy) do
    test = {{:., [], [Kernel, :in]}, [], [variable(), @falsy]}

    {:case, [optimize_boolean: true],
     [
       value,
       [
         do: [
           {:->, [], [[{:when, [], [variable(), test]}], falsy]},
           {:->, [], [[pattern], truthy]}
         ]
       ]
     ]}
  end

  defp variable, do: {:x, [counter: -1], Kernel}
  defp binary_part_of(side), do: {:"::", [], [side, {:binary, [], nil}]}

  defp range(first, last, nil) when is_integer(first) and is_integer(last),
    do: range(first, last, if(first <= last, do: 1, else: -1))

  defp range(first, last, nil), do: {{:., [], [Range, :new]}, [], [first, last]}

  defp range(first, last, step) when is_integer(step),
    do: {:%{}, [], [__struct__: Elixir.Range, first: first, last: last, step: step]}

  defp range(first, last, step), do: {{:., [], [Range, :new]}, [], [first, last, step]}
end
