# Cnx.Code.Text - quoted terms as source text, for Macro.to_string/1.
defmodule Cnx.Code.Text do
  @binary [
    {[:<-, :\\], 40, :left},
    {[:when], 50, :right},
    {[:"::"], 60, :right},
    {[:|], 70, :right},
    {[:=], 100, :right},
    {[:||, :|||, :or], 120, :left},
    {[:&&, :&&&, :and], 130, :left},
    {[:==, :!=, :=~, :===, :!==], 140, :left},
    {[:<, :>, :<=, :>=], 150, :left},
    {[:|>, :<<<, :>>>, :<<~, :~>>, :<~, :~>, :<~>], 160, :left},
    {[:in], 170, :left},
    {[:"^^^"], 180, :left},
    {[:"//"], 190, :right},
    {[:++, :--, :.., :<>, :+++, :---], 200, :right},
    {[:+, :-], 210, :left},
    {[:*, :/], 220, :left},
    {[:**], 230, :left}
  ]
  @unary [{[:&], 90}, {[:!, :^, :not, :+, :-, :"~~~"], 300}, {[:@], 320}]

  for {names, level, side} <- @binary, name <- names do
    defp binary(unquote(name)), do: {unquote(level), unquote(side)}
  end

  defp binary(_), do: nil

  for {names, level} <- @unary, name <- names do
    defp unary(unquote(name)), do: unquote(level)
  end

  defp unary(_), do: nil

  def operator?(name, 2), do: binary(name) != nil or name == :.
  def operator?(name, 1), do: unary(name) != nil
  def operator?(:"..//", 3), do: true
  def operator?(_, _), do: false

  # The formatter lays the text out, as Elixir does; what it cannot read stays as it is.
  def of(ast) do
    text = whole(ast)

    try do
      String.trim_trailing(Cnx.Code.format(text, []), "\n")
    rescue
      _ -> text
    end
  end

  defp whole({:__block__, _, [_, _ | _] = forms}), do: lines(forms)
  defp whole(ast), do: text(ast)

  # --- literals and containers ---

  defp text({:__block__, _, []}), do: ""
  defp text({:__block__, _, [one]}), do: text(one)
  defp text({:__block__, _, many}), do: "(\n" <> indent(lines(many)) <> "\n)"
  defp text({:__aliases__, _, parts}), do: Enum.map_join(parts, ".", &alias_part/1)
  defp text({name, _, context}) when is_atom(name) and is_atom(context), do: Atom.to_string(name)
  defp text({:{}, _, items}), do: "{" <> items(items) <> "}"
  defp text({left, right}), do: "{" <> items([left, right]) <> "}"
  defp text({:%{}, _, [{:|, _, [map, pairs]}]}), do: "%{#{text(map)} | #{pairs(pairs)}}"
  defp text({:%{}, _, pairs}), do: "%{" <> pairs(pairs) <> "}"

  defp text({:%, _, [name, {:%{}, _, _} = map]}),
    do: "%" <> text(name) <> String.slice(text(map), 1..-1//1)

  defp text({:<<>>, _, parts}), do: bits(parts)
  defp text({:fn, _, clauses}), do: function(clauses)
  defp text({:->, _, _} = clause), do: clause(clause)

  defp text([{:->, _, _} | _] = clauses),
    do: "(" <> Enum.map_join(clauses, "; ", &clause/1) <> ")"

  # --- operators ---

  defp text({:"..//", _, [first, last, step]}),
    do:
      "#{operand(first, 200, :right)}..#{operand(last, 200, :left)}//#{operand(step, 190, :left)}"

  defp text({:.., _, []}), do: ".."

  defp text({:not, _, [{:in, _, [left, right]}]}),
    do: "#{operand(left, 170)} not in #{operand(right, 170)}"

  defp text({:&, _, [index]}) when is_integer(index), do: "&#{index}"

  defp text({:&, _, [{:/, _, [{name, _, context}, arity]}]})
       when is_atom(name) and is_atom(context),
       do: "&#{name}/#{arity}"

  defp text({:&, _, [{:/, _, [{{:., _, [module, name]}, _, []}, arity]}]}),
    do: "&#{text(module)}.#{name}/#{arity}"

  defp text({:&, _, [body]}), do: "&" <> wrapped(body)
  defp text({:@, _, [{name, _, [value]}]}) when is_atom(name), do: "@#{name} #{text(value)}"

  defp text({sigil, meta, [{:<<>>, _, parts}, modifiers]} = call) when is_atom(sigil) do
    case Atom.to_string(sigil) do
      "sigil_" <> letter -> sigil(letter, meta, parts, modifiers)
      _ -> binary_or_call(call)
    end
  end

  defp text({name, _, [_, _]} = call) when is_atom(name), do: binary_or_call(call)

  defp text({name, _, [value]} = call) when is_atom(name) do
    case unary(name) do
      nil -> call(call)
      level -> if(name == :not, do: "not ", else: "#{name}") <> unary_operand(value, level)
    end
  end

  defp text({_, _, _} = call), do: call(call)

  defp text([]), do: "[]"

  defp text(list) when is_list(list) do
    if List.ascii_printable?(list) and Enum.all?(list, &(&1 >= 32)),
      do: inspect(list),
      else: "[" <> list_items(list) <> "]"
  end

  defp text(other), do: inspect(other, limit: :infinity, printable_limit: :infinity)

  defp binary_or_call({name, _, [left, right]} = call) do
    case binary(name) do
      nil ->
        call(call)

      {level, side} ->
        operator = if name in [:.., :"//"], do: "#{name}", else: " #{name} "
        left = operand(left, level, if(side == :left, do: :same, else: :higher))
        left <> operator <> operand(right, level, if(side == :right, do: :same, else: :higher))
    end
  end

  defp alias_part(part) when is_atom(part) do
    case Atom.to_string(part) do
      "Elixir." <> name -> name
      name -> name
    end
  end

  defp alias_part(part), do: text(part)

  # Binary operands that bind less tightly stand in parentheses.
  defp operand(ast, level, side \\ :higher)

  defp operand({name, _, [_, _]} = ast, level, side) when is_atom(name) do
    case binary(name) do
      {own, _} when own < level or (own == level and side != :same) -> "(" <> text(ast) <> ")"
      _ -> text(ast)
    end
  end

  # A capture takes all that follows it: as an operand it stands in parentheses.
  defp operand({:&, _, [body]} = ast, _level, _side) when not is_integer(body),
    do: "(" <> text(ast) <> ")"

  defp operand({:__block__, _, [_, _ | _]} = ast, _level, _side), do: text(ast)
  defp operand(ast, _level, _side), do: text(ast)

  # A sign in front of a sign would be an operator of two.
  defp unary_operand({name, _, [_]} = ast, _level) when name in [:+, :-, :!, :^, :not, :&],
    do: "(" <> text(ast) <> ")"

  defp unary_operand(number, _level) when is_number(number) and number < 0,
    do: "(#{text(number)})"

  defp unary_operand(ast, level), do: operand(ast, level, :same)

  defp wrapped({name, _, [_, _]} = ast) when is_atom(name) do
    if binary(name), do: "(" <> text(ast) <> ")", else: text(ast)
  end

  defp wrapped({:fn, _, _} = ast), do: "(" <> text(ast) <> ")"

  defp wrapped({name, _, [_]} = ast) when name in [:-, :+, :!, :not, :&],
    do: "(" <> text(ast) <> ")"

  defp wrapped(ast), do: text(ast)

  # --- calls ---

  defp call({{:., _, [Access, :get]}, _, [container, key]}),
    do: "#{text(container)}[#{text(key)}]"

  defp call({{:., _, [left, :{}]}, _, args}), do: "#{text(left)}.{#{items(args)}}"

  defp call({{:., _, [left, name]}, meta, args}) when is_atom(name) do
    name =
      if String.contains?(Atom.to_string(name), " "), do: inspect(name), else: name_text(name)

    front = wrapped(left) <> "." <> name
    if args == [] and meta[:no_parens], do: front, else: front <> arguments(args)
  end

  defp call({{:., _, [function]}, _, args}), do: wrapped(function) <> "." <> arguments(args)
  defp call({:unquote, _, [ast]}), do: "unquote(#{text(ast)})"

  @statements [:def, :defp, :defmacro, :defmacrop, :defmodule, :defstruct, :defimpl, :defprotocol] ++
                [:if, :unless, :case, :cond, :for, :with, :try, :receive, :quote, :alias] ++
                [:import, :require, :use, :raise, :defdelegate, :defguard, :defexception]

  defp call({name, _, args}) when is_atom(name) do
    {front, blocks} = split_blocks(args)

    cond do
      blocks == nil and bare?(name, args) -> "#{name} " <> items(args)
      blocks == nil -> "#{name}" <> arguments(args)
      front == [] -> "#{name} " <> do_blocks(blocks)
      name in @statements -> "#{name} #{items(front)} " <> do_blocks(blocks)
      true -> "#{name}" <> arguments(front) <> " " <> do_blocks(blocks)
    end
  end

  defp call({head, _, args}), do: text(head) <> arguments(args)

  # Calls that the formatter leaves without parentheses.
  @bare @statements ++ [:defexception, :defoverridable, :reraise, :send]
  defp bare?(name, args),
    do: args != [] and name in (@bare -- [:if, :unless, :send, :quote, :try])

  defp name_text(name) do
    ":" <> text = inspect(name)
    text
  end

  defp arguments(args) do
    case split_blocks(args) do
      {args, nil} -> "(" <> items(args) <> ")"
      {args, blocks} -> "(" <> items(args) <> ") " <> do_blocks(blocks)
    end
  end

  @parts [:do, :else, :rescue, :catch, :after]
  defp split_blocks(args) do
    case List.last(args) do
      [{:do, _} | _] = blocks ->
        if Enum.all?(blocks, &(is_tuple(&1) and elem(&1, 0) in @parts)),
          do: {Enum.drop(args, -1), blocks},
          else: {args, nil}

      _ ->
        {args, nil}
    end
  end

  defp do_blocks(blocks) do
    Enum.map_join(blocks, "\n", fn {part, body} ->
      case body(body) do
        "" -> "#{part}"
        text -> "#{part}\n" <> indent(text)
      end
    end) <> "\nend"
  end

  defp body({:__block__, _, forms}), do: lines(forms)
  defp body([{:->, _, _} | _] = clauses), do: Enum.map_join(clauses, "\n", &clause/1)
  defp body(form), do: text(form)

  defp function([{:->, _, [params, body]}]) when params == [] do
    case body(body) do
      text ->
        if String.contains?(text, "\n"),
          do: "fn ->\n" <> indent(text) <> "\nend",
          else: "fn -> #{text} end"
    end
  end

  defp function([{:->, _, _} = clause]) do
    text = clause(clause)
    if String.contains?(text, "\n"), do: "fn " <> text <> "\nend", else: "fn " <> text <> " end"
  end

  defp function(clauses),
    do: "fn\n" <> indent(Enum.map_join(clauses, "\n", &clause/1)) <> "\nend"

  defp clause({:->, _, [params, body]}) do
    front = params(params)
    front = if front == "", do: "->", else: front <> " ->"
    text = body(body)
    if String.contains?(text, "\n"), do: front <> "\n" <> indent(text), else: front <> " " <> text
  end

  defp params([{:when, _, args}]) do
    {params, [guard]} = Enum.split(args, -1)
    "#{items(params)} when #{text(guard)}"
  end

  defp params(params), do: items(params)

  # --- parts ---

  # Arguments, or the items of a tuple: a keyword list as the last is written without brackets.
  defp items(items) do
    last = List.last(items)

    if is_list(last) and last != [] and Enum.all?(last, &pair?/1),
      do: joined(Enum.drop(items, -1), last),
      else: joined(items, [])
  end

  # Of a list: the pairs at its end are keywords.
  defp list_items(items) do
    {front, keywords} = split_pairs(items)
    joined(front, keywords)
  end

  defp joined(items, keywords) do
    keywords = if keywords == [], do: [], else: [pairs(keywords)]
    Enum.join(Enum.map(items, &text/1) ++ keywords, ", ")
  end

  defp split_pairs(items) do
    pairs = items |> Enum.reverse() |> Enum.take_while(&pair?/1) |> length()
    Enum.split(items, length(items) - pairs)
  end

  defp pair?({key, _}) when is_atom(key),
    do: not String.starts_with?(Atom.to_string(key), "Elixir.")

  defp pair?(_), do: false

  defp pairs(pairs) do
    {front, keywords} = split_pairs(pairs)

    Enum.map_join(Enum.map(front, &{:arrow, &1}) ++ keywords, ", ", fn
      {:arrow, {k, v}} -> text(k) <> " => " <> text(v)
      {k, v} -> Macro.inspect_atom(:key, k) <> " " <> text(v)
    end)
  end

  defp bits(parts) do
    if parts != [] and Enum.all?(parts, &(is_binary(&1) or interpolated?(&1))) and
         Enum.any?(parts, &interpolated?/1),
       do: "\"" <> Enum.map_join(parts, &interpolation/1) <> "\"",
       else: "<<" <> Enum.map_join(parts, ", ", &segment/1) <> ">>"
  end

  # value::type-and-size, without blanks
  defp segment({:"::", _, [value, type]}), do: operand(value, 60) <> "::" <> segment_type(type)
  defp segment(part), do: text(part)
  defp segment_type({:-, _, [left, right]}), do: segment_type(left) <> "-" <> segment_type(right)
  defp segment_type({:*, _, [left, right]}), do: segment_type(left) <> "*" <> segment_type(right)
  defp segment_type(type), do: text(type)

  defp interpolated?({:"::", _, [{{:., _, [Kernel, :to_string]}, _, [_]}, {:binary, _, _}]}),
    do: true

  defp interpolated?(_), do: false

  defp interpolation({:"::", _, [{_, _, [value]}, _]}), do: "\#{" <> text(value) <> "}"

  defp interpolation(string) do
    text = inspect(string, printable_limit: :infinity)
    binary_part(text, 1, byte_size(text) - 2)
  end

  defp sigil(letter, meta, parts, modifiers) do
    open = Keyword.get(meta, :delimiter, "\"")
    close = Map.get(%{"(" => ")", "[" => "]", "{" => "}", "<" => ">"}, open, open)

    body =
      Enum.map_join(parts, fn
        part when is_binary(part) -> part
        part -> interpolation(part)
      end)

    "~" <> letter <> open <> body <> close <> List.to_string(modifiers)
  end

  defp lines(forms), do: Enum.map_join(forms, "\n", &text/1)

  defp indent(text) do
    text
    |> String.split("\n")
    |> Enum.map_join("\n", fn line -> if line == "", do: line, else: "  " <> line end)
  end
end
